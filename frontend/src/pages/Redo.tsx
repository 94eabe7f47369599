import { useState } from "react";
import { render } from "../api/calls";
import type { Character, Panel, Picture, Place, Redo as RedoWish, Story } from "../api/types";
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
const MIDDLE: Place = {
  character: "part",
  box: { left: 0.3, top: 0.3, right: 0.7, bottom: 0.7 },
  depth: 0,
};

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
  const [part, setPart] = useState<Place | null>(null);
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
        {part && <Part part={part} picture={shown.url} busy={busy} onChange={setPart} onDraw={draw} />}
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
  part: Place;
  picture: string;
  busy: boolean;
  onChange(part: Place): void;
  onDraw(redo: Omit<RedoWish, "picture">): void;
}

function Part({ part, picture, busy, onChange, onDraw }: PartProps) {
  const name = t("what is drawn again");
  return (
    <>
      <Stage
        places={[part]}
        cast={[{ id: part.character, name }]}
        picture={picture}
        readOnly={busy}
        onChange={onChange}
      />
      <div className="row">
        <Button
          look="main"
          size="small"
          disabled={busy}
          onClick={() => onDraw({ strength: ANEW, box: part.box, painted: part.painted })}
        >
          {t("Draw this part again")}
        </Button>
      </div>
    </>
  );
}
