import type { Character, Finding, Page, Panel, Story } from "../api/types";
import { panelAddress } from "../story/panels";

/** The parts of the page's screen by what is to be done there; of others it is the text. */
const PARTS: Record<string, string> = {
  no_alt: "scene",
  no_picture: "scene",
  unlearnt: "cast",
  not_chosen: "tries",
  stale_picture: "draw",
  cover_not_drawn: "draw",
  low_resolution: "draw",
  enlarged_twice: "draw",
  unreadable_picture: "draw",
  ink: "draw",
  bubble_over: "bubbles",
  small_bubble: "bubbles",
  bubble_without_size: "bubbles",
};

export function pageOf(story: Story, finding: Finding): Page | undefined {
  return finding.page === null ? undefined : story.pages[finding.page - 1];
}

/** The panel that a finding speaks of, or the page’s first. */
export function panelOf(story: Story, finding: Finding): Panel | undefined {
  return pageOf(story, finding)?.panels[(finding.panel ?? 1) - 1];
}

/** Where in the editor a finding can be mended; null where no page of the story is the reason. */
export function placeOf(story: Story, finding: Finding): string | null {
  const page = pageOf(story, finding);
  const panel = panelOf(story, finding);
  return page && panel ? `${panelAddress(story.id, page, panel)}#${PARTS[finding.code] ?? "text"}` : null;
}

/** Who has to be learnt first for the picture that a finding speaks of. */
export function unlearntOf(story: Story, finding: Finding): Character | undefined {
  const drawn = panelOf(story, finding)?.cast ?? [];
  return story.cast.find((one) => drawn.includes(one.id) && one.tuned_steps === null);
}
