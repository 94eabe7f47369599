import type { Job } from "../api/types";

export type Milestone = "start" | "half" | "end";

/**
 * What to say aloud about a job that was heard up to `heard` and now is in `state`, `share` done: start, half and end
 * only. `first` is true for jobs that the page found already there; those that had ended long ago stay silent.
 */
export function milestone(
  heard: Milestone | undefined,
  state: Job["state"],
  share: number,
): Milestone | null {
  const ended = state === "done" || state === "failed" || state === "cancelled";
  if (ended) return heard === "end" ? null : "end";
  if (heard === undefined) return "start";
  return heard === "start" && share >= 0.5 ? "half" : null;
}

const ENDINGS: Partial<Record<Job["state"], string>> = {
  done: "finished",
  failed: "failed",
  cancelled: "cancelled",
};

export function spoken(stone: Milestone, title: string, state: Job["state"]): string {
  if (stone === "start") return `${title}: started.`;
  if (stone === "half") return `${title}: half done.`;
  return `${title}: ${ENDINGS[state] ?? "ended"}.`;
}
