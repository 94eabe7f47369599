import type { Page } from "../api/types";
import { t } from "../language/language";

export interface Gap {
  page: string;
  number: number;
  sentence: string;
}

/** Pages that lack a kept picture or a text. */
export function gapsOf(pages: Page[]): Gap[] {
  return pages.flatMap((page, index) => {
    const sentence = missing(page);
    return sentence ? [{ page: page.id, number: index + 1, sentence }] : [];
  });
}

function missing(page: Page): string | null {
  const unkept = page.panels.some((panel) => panel.kept === null);
  const drawn = page.panels.some((panel) => panel.pictures.length > 0);
  const wordless = page.text.trim() === "";
  if (unkept && wordless) return drawn ? t("has no kept picture and no text.") : t("is empty.");
  if (unkept) return drawn ? t("has tries, but none is kept.") : t("has no picture.");
  return wordless ? t("has no text.") : null;
}
