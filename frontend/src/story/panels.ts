import type { Page, Panel, Story } from "../api/types";
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
