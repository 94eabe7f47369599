import type { Page, Panel, Picture, Story } from "../api/types";
import { t } from "../language/language";

const RIGHT_BOUND = new Set(["ar", "fa", "he", "ur", "yi"]);

/** Whether a story's book is bound on the right: rows of panels begin there. */
export function rightBound({ language }: Pick<Story, "language">): boolean {
  return RIGHT_BOUND.has(language.split("-")[0] ?? "");
}

/** The address of the screen on which a panel is written and drawn; it names one of several. */
export function panelAddress(story: string, page: Page, panel: Pick<Panel, "id">): string {
  const address = `/stories/${story}/pages/${page.id}`;
  return page.panels.length > 1 ? `${address}?panel=${panel.id}` : address;
}

/** "Page 3", or "Page 3, picture 2" where there are several. */
export function panelTitle(page: Page, panel: Pick<Panel, "id">, number: number): string {
  if (page.panels.length < 2) return t("Page {{number}}", { number });
  const place = page.panels.findIndex(({ id }) => id === panel.id) + 1;
  return t("Page {{number}}, picture {{place}}", { number, place });
}

/** Whether there are pictures, or words where pictures will be: then the text stands under them. */
export function isTold(page: Pick<Page, "panels">): boolean {
  return page.panels.some(({ kept, bubbles }) => kept !== null || bubbles.some(({ text }) => text !== ""));
}

/** Whether two facing pages of the book show a page; one without a picture takes one page until it has one. */
export function isOpened(page: Pick<Page, "panels" | "spread">): boolean {
  return page.spread && isTold(page);
}

/** The picture that stands in the book. */
export function keptPicture({ pictures, kept }: Pick<Panel, "pictures" | "kept">): Picture | undefined {
  return pictures.find(({ id }) => id === kept);
}

/** A panel of a story with its page and that one’s number, and its kept picture where there is one. */
export interface Shown {
  page: Page;
  number: number;
  panel: Panel;
  picture: Picture | undefined;
}

/** All panels of a story in the order of reading. */
export function shownIn(story: Pick<Story, "pages">): Shown[] {
  return story.pages.flatMap((page, index) =>
    page.panels.map((panel) => ({ page, number: index + 1, panel, picture: keptPicture(panel) })),
  );
}

/** Whose picture stands on the cover and the title page: the chosen panel, or the first that has one. */
export function frontOf(story: Pick<Story, "pages" | "cover_panel">): Shown | undefined {
  const drawn = shownIn(story).filter(({ picture }) => picture);
  return drawn.find(({ panel }) => panel.id === story.cover_panel) ?? drawn[0];
}

/** What a choice of the picture for the cover is called. */
export function coverName(story: Pick<Story, "pages">, chosen: unknown): string {
  if (chosen === null) return t("the story’s first picture");
  const found = shownIn(story).find(({ panel }) => panel.id === chosen);
  return found ? panelTitle(found.page, found.panel, found.number) : t("a deleted picture");
}
