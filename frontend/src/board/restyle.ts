import type { Panel, Picture, Story } from "../api/types";
import { shownPicture } from "./states";

/** How many panels show a new style before the whole book is drawn in it. */
export const SAMPLES = 2;

function unlocked(story: Pick<Story, "pages">): Panel[] {
  return story.pages.flatMap((page) => page.panels).filter(({ locked, scene }) => !locked && scene !== "");
}

/** The newest try of a panel in a style. */
export function inStyle(panel: Panel, style: string): Picture | undefined {
  return panel.pictures.findLast((picture) => picture.style === style);
}

/** The panels on which a style is tried: the first that may change and have a picture to compare with. */
export function samplePanels(story: Pick<Story, "pages">): Panel[] {
  return unlocked(story)
    .filter((panel) => panel.pictures.length > 0)
    .slice(0, SAMPLES);
}

/** The panels that still have no try in a style. */
export function without(story: Pick<Story, "pages">, style: string): Panel[] {
  return unlocked(story).filter((panel) => !inStyle(panel, style));
}

export interface Exchange {
  panel: string;
  before: string;
  after: string;
}

/** Pictures in the book that are in another style than it, where there is a newer one in it. */
export function exchanges(story: Pick<Story, "pages" | "style">): Exchange[] {
  return unlocked(story).flatMap((panel) => {
    const before = panel.kept === null ? undefined : shownPicture(panel);
    const after = inStyle(panel, story.style);
    if (!before || !after || before.style === story.style || after.stale.length > 0) return [];
    return [{ panel: panel.id, before: before.id, after: after.id }];
  });
}
