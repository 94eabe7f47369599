import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { render } from "../api/calls";
import { studioQuery } from "../api/queries";
import type { Panel, Story } from "../api/types";
import { notDrawable } from "../cast/states";
import { JobPlace } from "../jobs/JobBar";
import { isActive } from "../jobs/progress";
import { latestJob } from "../jobs/sentences";
import { useStartJob } from "../jobs/useJobActions";
import { keyNames } from "../language/keyNames";
import { t } from "../language/language";
import type { SaveQueue } from "../saving/queue";
import { savedFirst } from "../saving/savedFirst";
import { mayEdit } from "../story/mayEdit";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { BrushIcon } from "../ui/icons";
import { underModal } from "../ui/modal";
import { useKeys } from "../ui/useKeys";

interface DrawBarProps {
  story: Story;
  panel: Panel;
  draft: SaveQueue<Panel>;
  readOnly: boolean;
  onDrawing(): void;
  /** What is to be said about the scene; below the buttons, which it must not move. */
  children: ReactNode;
}

/** Draw, draw again, and how far the drawing is. Ctrl+Enter does the same from any field. */
export function DrawBar({ story, panel, draft, readOnly, onDrawing, children }: DrawBarProps) {
  const job = latestJob(story.jobs, panel.id, "render");
  const drawing = useStartJob<undefined>(story.id, async (_, key) => {
    await savedFirst(draft);
    return render(panel.id, key);
  });
  const again = panel.pictures.length > 0;
  const tested = useQuery(studioQuery).data?.tested_characters;
  const locked = draft.value("locked");
  const refused = locked || readOnly || castRefused(story, draft.value("cast"), tested);
  const disabled = refused || drawing.isPending || (job !== undefined && isActive(job));
  const draw = (): void => {
    if (disabled) return;
    onDrawing();
    drawing.start(undefined);
  };
  useDrawKey(draw);
  return (
    <div className="stack">
      {mayEdit(story) && (
        <div className="row">
          <Button
            look="main"
            disabled={disabled}
            onClick={draw}
            aria-keyshortcuts="Control+Enter"
            data-part="draw"
          >
            <BrushIcon />
            {again ? t("Draw again") : t("Draw")}
          </Button>
          {locked ? (
            <span className="small soft">{t("Unlock the picture to draw it again.")}</span>
          ) : (
            <span className="small soft keys">{keyNames("Ctrl", "Enter")}</span>
          )}
        </div>
      )}
      {children}
      <JobPlace job={job} story={story} />
      <ErrorNote error={drawing.error} />
    </div>
  );
}

/** What the hints beside the cast say: too many, or someone who has to be learnt first. */
function castRefused(story: Story, chosen: string[], tested: number | undefined): boolean {
  const tooMany = tested !== undefined && chosen.length > tested;
  return tooMany || story.cast.some((one) => chosen.includes(one.id) && notDrawable(one));
}

function useDrawKey(draw: () => void): void {
  useKeys((event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
    if (underModal()) return;
    event.preventDefault();
    draw();
  });
}
