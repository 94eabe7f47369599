import { useState } from "react";
import { render } from "../api/calls";
import type { Box, Character, Panel, Picture, Redo as RedoWish, Story } from "../api/types";
import { isActive } from "../jobs/progress";
import { latestJob } from "../jobs/sentences";
import { useStartJob } from "../jobs/useJobActions";
import { t } from "../language/language";
import { Stage } from "../places/Stage";
import type { SaveQueue } from "../saving/queue";
import { savedFirst } from "../saving/savedFirst";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";

/** How much of the drawing is done again: enough to change a look a little, or what is to be new. */
const NUDGE = 0.5;
const ANEW = 0.9;
const MIDDLE: Box = { left: 0.3, top: 0.3, right: 0.7, bottom: 0.7 };

interface RedoProps {
  story: Story;
  panel: Panel;
  draft: SaveQueue<Panel>;
  shown: Picture;
  readOnly: boolean;
  onDrawing(): void;
}

/** Draw over the shown try. What comes out is one more try; this one stays. */
export function Redo({ story, panel, draft, shown, readOnly, onDrawing }: RedoProps) {
  const [part, setPart] = useState<Box | null>(null);
  const job = latestJob(story.jobs, panel.id, "render");
  const drawing = useStartJob<RedoWish>(story.id, async (redo, key) => {
    await savedFirst(draft);
    return render(panel.id, key, redo);
  });
  const draw = (redo: Omit<RedoWish, "picture">): void => {
    onDrawing();
    drawing.start({ picture: shown.id, ...redo });
  };
  const busy = readOnly || drawing.isPending || draft.value("locked") || (job !== undefined && isActive(job));
  const inIt = story.cast.filter(({ id }) => draft.value("cast").includes(id));
  return (
    <details className="redo">
      <summary>{t("Change this picture")}</summary>
      <div className="stack">
        <Ways
          people={inIt}
          busy={busy}
          onDraw={draw}
          onPart={() => setPart(part ? null : MIDDLE)}
          marking={part !== null}
        />
        {part && <Part box={part} picture={shown.url} busy={busy} onChange={setPart} onDraw={draw} />}
        <p className="small soft">{t("What comes out is one more try. This picture stays.")}</p>
        <ErrorNote error={drawing.error} />
      </div>
    </details>
  );
}

interface WaysProps {
  people: Character[];
  busy: boolean;
  marking: boolean;
  onDraw(redo: Omit<RedoWish, "picture">): void;
  onPart(): void;
}

function Ways({ people, busy, marking, onDraw, onPart }: WaysProps) {
  return (
    <div className="row">
      <Button size="small" disabled={busy} onClick={() => onDraw({ strength: NUDGE })}>
        {t("Nudge: alike, a little different")}
      </Button>
      {people.map(({ id, name }) => (
        <Button
          key={id}
          size="small"
          disabled={busy}
          onClick={() => onDraw({ strength: ANEW, character: id })}
        >
          {t("Only {{name}} again", { name })}
        </Button>
      ))}
      <Button size="small" disabled={busy} aria-expanded={marking} onClick={onPart}>
        {t("Fix a part…")}
      </Button>
    </div>
  );
}

interface PartProps {
  box: Box;
  picture: string;
  busy: boolean;
  onChange(box: Box): void;
  onDraw(redo: Omit<RedoWish, "picture">): void;
}

function Part({ box, picture, busy, onChange, onDraw }: PartProps) {
  const name = t("what is drawn again");
  return (
    <>
      <Stage
        places={[{ character: "part", box, depth: 0 }]}
        cast={[{ id: "part", name }]}
        picture={picture}
        readOnly={busy}
        onChange={(place) => onChange(place.box)}
      />
      <div className="row">
        <Button look="main" size="small" disabled={busy} onClick={() => onDraw({ strength: ANEW, box })}>
          {t("Draw this part again")}
        </Button>
      </div>
    </>
  );
}
