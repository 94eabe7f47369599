import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { studioQuery } from "../api/queries";
import type { Character, Panel, Story, Words } from "../api/types";
import { Bubbles } from "../bubbles/Bubbles";
import { offered } from "../cast/states";
import { heard, t } from "../language/language";
import { series } from "../language/lists";
import { Where } from "../places/Where";
import { ConflictNote } from "../saving/ConflictNote";
import type { SaveQueue } from "../saving/queue";
import { Field } from "../ui/Field";
import { example } from "../words/example";
import { useWordCheck, wholeWord } from "../words/useWordCheck";
import { WordHints } from "../words/WordHints";
import { CastChips } from "./CastChips";
import { DrawBar } from "./DrawBar";
import { versionOf } from "./versions";

interface PanelFormProps {
  story: Story;
  title: string;
  /** Of the picture in the book, in inches. */
  side: number;
  panel: Panel;
  draft: SaveQueue<Panel>;
  /** Address of the picture on the page. */
  picture: string | undefined;
  readOnly: boolean;
  /** Somebody was named with an "@". */
  onMention(character: string): void;
  onDrawing(): void;
}

/** What belongs into the picture: who, and what happens. */
export function PanelForm(props: PanelFormProps) {
  const { story, title, side, panel, draft, picture, readOnly, onMention, onDrawing } = props;
  const heading = useId();
  const words = useWordCheck(
    draft.value("scene"),
    story.cast.map((character) => character.name),
  );
  return (
    <section className="panel sheet" aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      <CastChips
        story={story}
        chosen={draft.value("cast")}
        worn={draft.value("outfits")}
        readOnly={readOnly}
        onChange={(ids) => draft.edit({ cast: ids })}
        onWear={(outfits) => draft.edit({ outfits })}
      />
      <SceneField
        draft={draft}
        cast={offered(story.cast, draft.value("cast"))}
        hints={`${heading}-said`}
        unknown={(words?.unknown ?? []).map(({ word }) => word)}
        readOnly={readOnly}
        onMention={onMention}
      />
      <Where cast={story.cast} draft={draft} picture={picture} readOnly={readOnly} />
      <Bubbles cast={story.cast} draft={draft} side={side} readOnly={readOnly} />
      <DrawBar story={story} panel={panel} draft={draft} readOnly={readOnly} onDrawing={onDrawing}>
        <SceneNotices draft={draft} words={words} id={`${heading}-said`} panel={panel} readOnly={readOnly} />
        <ConflictNote queue={draft} labels={LABELS()} show={(value) => versionOf(value, story.cast)} />
      </DrawBar>
    </section>
  );
}

const LABELS = () => ({
  scene: t("Scene"),
  cast: t("Who is in it"),
  places: t("Where they stand"),
  outfits: t("What they wear"),
  bubbles: t("Words over the picture"),
  seed: t("Kept look"),
  locked: t("Locked"),
});

interface SceneFieldProps {
  draft: SaveQueue<Panel>;
  cast: Character[];
  hints: string;
  unknown: string[];
  readOnly: boolean;
  onMention(character: string): void;
}

function SceneField({ draft, cast, hints, unknown, readOnly, onMention }: SceneFieldProps) {
  const studio = useQuery(studioQuery).data;
  const known = [...(studio?.actions.slice(0, 4) ?? []), ...(studio?.places.slice(0, 4) ?? [])];
  return (
    <Field
      label={t("Scene")}
      part="scene"
      rows={3}
      value={draft.value("scene")}
      onChange={(scene) => draft.edit({ scene })}
      placeholder={example(`${cast[0]?.name ?? t("Mia")} waving in the snow`)}
      hint={
        known.length > 0
          ? t("What happens, and where. @ names somebody. For example: {{words}}.", {
              words: series(known),
            })
          : t("What happens, and where. @ names somebody.")
      }
      maxLength={500}
      readOnly={readOnly}
      saidBy={hints}
      unknown={unknown}
      mentions={{ people: cast, onMention: ({ id }) => onMention(id) }}
    />
  );
}

interface SceneNoticesProps {
  draft: SaveQueue<Panel>;
  words: Words | undefined;
  id: string;
  panel: Panel;
  readOnly: boolean;
}

/** Unknown words of the scene as it is written, and the server's notices on the saved one. */
function SceneNotices({ draft, words, id, panel, readOnly }: SceneNoticesProps) {
  const scene = draft.value("scene");
  const hinted = (notice: string): boolean =>
    words?.unknown.some(({ word }) => notice.includes(word)) ?? false;
  return (
    <>
      <WordHints
        id={id}
        words={readOnly ? undefined : words}
        onReplace={(unknown, near) => draft.edit({ scene: scene.replace(wholeWord(unknown), near) })}
      />
      {panel.notices
        .filter((notice) => !hinted(notice))
        .map((notice) => (
          <p key={notice} className="note note--calm small">
            {heard(notice)}
          </p>
        ))}
    </>
  );
}
