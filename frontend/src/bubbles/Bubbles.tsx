import { useState } from "react";
import type { Bubble, Character, Panel } from "../api/types";
import { t } from "../language/language";
import { SIDES } from "../places/sides";
import { PlaceNumber } from "../places/Where";
import type { SaveQueue } from "../saving/queue";
import { Button } from "../ui/Button";
import { Choice } from "../ui/Choice";
import { Field } from "../ui/Field";
import { BinIcon, PlusIcon } from "../ui/icons";
import { LONGEST_BUBBLE, MOST_BUBBLES, newBubble, numbered, spokenBy, tip, withBubble } from "./bubbles";
import "./bubbles.css";

interface BubblesProps {
  cast: Character[];
  draft: SaveQueue<Panel>;
  /** Of the picture, in inches. */
  side: number;
  readOnly: boolean;
}

/** The words over the picture, one by one: what they say, who says it, and the same places in numbers. */
export function Bubbles({ cast, draft, side, readOnly }: BubblesProps) {
  const bubbles = draft.value("bubbles");
  const put = (fresh: Bubble[]): void => draft.edit({ bubbles: fresh });
  const add = (kind: "speech" | "caption") => () => put([...bubbles, newBubble(kind, bubbles, side)]);
  const full = bubbles.length >= MOST_BUBBLES;
  // Where the last ones are taken away it stays open: the buttons for new ones are in it.
  const [had, setHad] = useState(bubbles.length > 0);
  if (bubbles.length > 0 && !had) setHad(true);
  return (
    <details className="where" open={had || undefined} data-part="bubbles" tabIndex={-1}>
      <summary>{t("Words over the picture")}</summary>
      <div className="stack">
        {!readOnly && (
          <div className="row">
            <Button size="small" disabled={full} onClick={add("speech")}>
              <PlusIcon />
              {t("Speech bubble")}
            </Button>
            <Button size="small" disabled={full} onClick={add("caption")}>
              <PlusIcon />
              {t("Caption")}
            </Button>
          </div>
        )}
        <ol className="where__list">
          {numbered(bubbles).map(({ number, bubble }) => (
            <li key={number}>
              <OneBubble
                bubble={bubble}
                number={number}
                cast={cast}
                readOnly={readOnly}
                onSpeaker={(speaker) =>
                  put(withBubble(bubbles, number - 1, spokenBy(bubble, speaker, draft.value("places"))))
                }
                onChange={(fresh) => put(withBubble(bubbles, number - 1, fresh))}
                onRemove={() => put(bubbles.toSpliced(number - 1, 1))}
              />
            </li>
          ))}
        </ol>
      </div>
    </details>
  );
}

interface OneBubbleProps {
  bubble: Bubble;
  number: number;
  cast: Character[];
  readOnly: boolean;
  onSpeaker(speaker: string | null): void;
  onChange(bubble: Bubble): void;
  onRemove(): void;
}

function OneBubble({ bubble, number, cast, readOnly, onSpeaker, onChange, onRemove }: OneBubbleProps) {
  const people = cast.map(({ id, name }): [string, string] => [id, name]);
  return (
    <fieldset className="bubble-form" disabled={readOnly}>
      <legend className="only-heard">{t("Words {{number}}", { number })}</legend>
      <Field
        label={bubble.tail ? t("Speech bubble") : t("Caption")}
        rows={2}
        value={bubble.text}
        maxLength={LONGEST_BUBBLE}
        readOnly={readOnly}
        onChange={(text) => onChange({ ...bubble, text })}
      />
      {bubble.tail && (
        <Choice
          label={t("Who says it")}
          value={people.some(([id]) => id === bubble.speaker) ? (bubble.speaker ?? "") : ""}
          options={[["", t("Somebody else")], ...people]}
          onChange={(speaker) => onSpeaker(speaker || null)}
        />
      )}
      {bubble.tail && (
        <Choice<Bubble["kind"]>
          label={t("How it is said")}
          value={bubble.kind}
          options={Object.entries(WAYS()) as [Bubble["kind"], string][]}
          onChange={(kind) => onChange({ ...bubble, kind })}
        />
      )}
      <Numbers bubble={bubble} onChange={onChange} />
      <Button
        size="small"
        look="bare"
        aria-label={t("Remove words {{number}}", { number })}
        onClick={onRemove}
      >
        <BinIcon />
        {t("Remove")}
      </Button>
    </fieldset>
  );
}

/** How words can be said. */
export const WAYS = (): Record<Bubble["kind"], string> => ({
  speech: t("Spoken"),
  thought: t("Thought"),
  shout: t("Shouted"),
  whisper: t("Whispered"),
});

/** Place and tail in numbers, for who does not drag. */
function Numbers({ bubble, onChange }: Pick<OneBubbleProps, "bubble" | "onChange">) {
  return (
    <details>
      <summary className="small">{t("In numbers")}</summary>
      <div className="where__numbers">
        {SIDES().map(([side, label]) => (
          <PlaceNumber
            key={side}
            label={label}
            side={side}
            box={bubble.box}
            onChange={(box) => onChange({ ...bubble, box })}
          />
        ))}
      </div>
      {bubble.tail && (
        <fieldset className="where__numbers">
          <legend className="small">{t("Tip of the tail")}</legend>
          {SIDES()
            .slice(0, 2)
            .map(([side, label]) => (
              <PlaceNumber
                key={side}
                label={label}
                side={side}
                box={tip(bubble.tail ?? { left: 0, top: 0 })}
                onChange={({ left, top }) => onChange({ ...bubble, tail: { left, top } })}
              />
            ))}
        </fieldset>
      )}
    </details>
  );
}
