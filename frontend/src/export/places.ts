import type { Character, Finding, Page, Story } from "../api/types";

/** The parts of the page's screen by what is to be done there; of others it is the text. */
const PARTS: Record<string, string> = {
  no_alt: "scene",
  no_picture: "scene",
  unlearnt: "cast",
  not_chosen: "tries",
  stale_picture: "draw",
  low_resolution: "draw",
  unreadable_picture: "draw",
  ink: "draw",
};

export function pageOf(story: Story, finding: Finding): Page | undefined {
  return finding.page === null ? undefined : story.pages[finding.page - 1];
}

/** Where in the editor a finding can be mended; null where no page of the story is the reason. */
export function placeOf(story: Story, finding: Finding): string | null {
  const page = pageOf(story, finding);
  return page ? `/stories/${story.id}/pages/${page.id}#${PARTS[finding.code] ?? "text"}` : null;
}

/** Who has to be learnt first for the picture of a finding's page. */
export function unlearntOf(story: Story, finding: Finding): Character | undefined {
  const drawn = pageOf(story, finding)?.panels.flatMap((panel) => panel.cast) ?? [];
  return story.cast.find((one) => drawn.includes(one.id) && one.tuned_steps === null);
}
