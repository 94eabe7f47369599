import type { Story } from "../api/types";

/** Whether the person here may change the story; with a story that was shared for reading the server refuses it. */
export function mayEdit(story: Pick<Story, "role">): boolean {
  return story.role !== "viewer";
}
