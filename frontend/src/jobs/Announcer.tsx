import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { Job, Story } from "../api/types";
import { type Milestone, milestone, spoken } from "./milestones";
import { isActive, progressBook, share } from "./progress";
import { jobTitle } from "./sentences";

/** Says start, half and end of each job to screen readers, and nothing between. */
export function Announcer({ story }: { story: Pick<Story, "cast" | "pages" | "jobs"> }) {
  const version = useSyncExternalStore(progressBook.subscribe, progressBook.snapshot);
  const heard = useRef<Map<string, Milestone> | null>(null);
  const [line, setLine] = useState("");

  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` is the progress book's change mark.
  useEffect(() => {
    heard.current ??= alreadyEnded(story.jobs);
    for (const job of story.jobs) {
      const stone = milestone(heard.current.get(job.id), job.state, share(progressBook.of(job)));
      if (!stone) continue;
      heard.current.set(job.id, stone);
      setLine(spoken(stone, jobTitle(job, story), job.state));
    }
  }, [story, version]);

  return (
    <div className="only-heard" role="status" aria-live="polite">
      {line}
    </div>
  );
}

function alreadyEnded(jobs: Job[]): Map<string, Milestone> {
  return new Map(jobs.filter((job) => !isActive(job)).map((job) => [job.id, "end"]));
}
