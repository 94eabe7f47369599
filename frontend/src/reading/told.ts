import type { Character, Story } from "../api/types";

/** What of a story is read. */
export type Told = Pick<Story, "title" | "author" | "language" | "readers" | "cover_panel" | "pages"> & {
  cast: Pick<Character, "id" | "name">[];
};
