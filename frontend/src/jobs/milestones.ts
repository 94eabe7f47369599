import type { Job } from "../api/types";
import { t } from "../language/language";

export type Milestone = "start" | "half" | "end";

/**
 * What to say aloud about a job that was heard up to `heard` and now is in `state`, `share` done: start, half and end
 * only, and again where one that had ended was made to go on.
 */
export function milestone(
  heard: Milestone | undefined,
  state: Job["state"],
  share: number,
): Milestone | null {
  const ended = state === "done" || state === "failed" || state === "cancelled";
  if (ended) return heard === "end" ? null : "end";
  if (heard === undefined || heard === "end") return "start";
  return heard === "start" && share >= 0.5 ? "half" : null;
}

export function spoken(stone: Milestone, what: string, state: Job["state"]): string {
  if (stone === "start") return t("{{what}}: started.", { what });
  if (stone === "half") return t("{{what}}: half done.", { what });
  if (state === "failed") return t("{{what}}: failed.", { what });
  return state === "cancelled" ? t("{{what}}: cancelled.", { what }) : t("{{what}}: finished.", { what });
}
