import type { StorySummary } from "../api/types";

const KEY = "storyboard/stories";

/** Keep the list for a day without the server. */
export function rememberStories(stories: StorySummary[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(stories));
  } catch {
    // Only a convenience: the server has the list.
  }
}

export function lastKnown(): StorySummary[] {
  try {
    const stories: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(stories) ? (stories as StorySummary[]) : [];
  } catch {
    return [];
  }
}
