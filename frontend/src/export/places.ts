import type { Character, Finding, Page, Panel, Story } from "../api/types";
import { panelAddress } from "../story/panels";

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

const isKept = ({ kept }: Panel): boolean => kept !== null;
const isStale = ({ kept, pictures }: Panel): boolean =>
  pictures.some(({ id, stale }) => id === kept && stale.length > 0);

/** Of which of a page's panels a finding speaks, by what is said; without one here, of the first. */
const MEANT: Record<string, (panel: Panel) => boolean> = {
  no_picture: (panel) => !isKept(panel) && panel.pictures.length === 0,
  not_chosen: (panel) => !isKept(panel) && panel.pictures.length > 0,
  stale_picture: isStale,
};

export function panelOf(story: Story, finding: Finding): Panel | undefined {
  const panels = pageOf(story, finding)?.panels ?? [];
  return panels.find(MEANT[finding.code] ?? (() => true)) ?? panels[0];
}

/** Where in the editor a finding can be mended; null where no page of the story is the reason. */
export function placeOf(story: Story, finding: Finding): string | null {
  const page = pageOf(story, finding);
  const panel = panelOf(story, finding);
  return page && panel ? `${panelAddress(story.id, page, panel)}#${PARTS[finding.code] ?? "text"}` : null;
}

/** Who has to be learnt first for the picture of a finding's page. */
export function unlearntOf(story: Story, finding: Finding): Character | undefined {
  const drawn = pageOf(story, finding)?.panels.flatMap((panel) => panel.cast) ?? [];
  return story.cast.find((one) => drawn.includes(one.id) && one.tuned_steps === null);
}
