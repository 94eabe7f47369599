import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { render } from "../api/calls";
import { newSeed } from "../api/client";
import { studioQuery } from "../api/queries";
import type { Panel, Picture, Story } from "../api/types";
import { notDrawable } from "../cast/states";
import { JobPlace } from "../jobs/JobBar";
import { isActive } from "../jobs/progress";
import { latestJob } from "../jobs/sentences";
import { useStartJob } from "../jobs/useJobActions";
import type { SaveQueue } from "../saving/queue";
import { savedFirst } from "../saving/savedFirst";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { BrushIcon } from "../ui/icons";

interface DrawBarProps {
  story: Story;
  panel: Panel;
  shown: Picture | undefined;
  draft: SaveQueue<Panel>;
  onDrawing(): void;
  /** What is to be said about the scene; below the buttons, which it must not move. */
  children: ReactNode;
}

/** Draw, draw again with a new seed, and how far the drawing is. Ctrl+Enter does the same from any field. */
export function DrawBar({ story, panel, shown, draft, onDrawing, children }: DrawBarProps) {
  const [sameSeed, setSameSeed] = useState(false);
  const job = latestJob(story.jobs, panel.id, "render");
  const drawing = useStartJob<number | null>(story.id, async (seed, key) => {
    await savedFirst(draft);
    return render(panel.id, key, seed);
  });
  const again = panel.pictures.length > 0;
  const tested = useQuery(studioQuery).data?.tested_characters;
  const refused = castRefused(story, draft.value("cast"), tested);
  const disabled = refused || drawing.isPending || (job !== undefined && isActive(job));
  const draw = (): void => {
    if (disabled) return;
    onDrawing();
    drawing.start(seedFor(shown, sameSeed));
  };
  useDrawKey(draw);
  return (
    <div className="stack">
      {again && (
        <label className="panel__seed">
          <input type="checkbox" checked={sameSeed} onChange={(event) => setSameSeed(event.target.checked)} />
          Keep the layout of this try (same seed)
        </label>
      )}
      <div className="row">
        <Button look="main" disabled={disabled} onClick={draw} aria-keyshortcuts="Control+Enter">
          <BrushIcon />
          {again ? "Draw again" : "Draw"}
        </Button>
        <span className="small soft">Ctrl + Enter</span>
      </div>
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

/** The first picture takes the server's own seed, the next ones a new one, or that of the try being looked at. */
export function seedFor(shown: Picture | undefined, same: boolean): number | null {
  if (!shown) return null;
  return same ? shown.seed : newSeed();
}

function useDrawKey(draw: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
      event.preventDefault();
      draw();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [draw]);
}
