import { currentLanguage, t } from "./language";

/** A printer’s numbers, as the profiles of destinations call them, in words. */
const WORDS: Record<string, () => string> = {
  bleed: () => t("the bleed"),
  margin: () => t("the margins"),
  gutter: () => t("the margins at the binding"),
  "pages.least": () => t("the fewest pages"),
  "pages.most": () => t("the most pages"),
  "pages.last_blank": () => t("the empty last page"),
  max_ink: () => t("the most ink"),
  "spine.per_page": () => t("the thickness of a page"),
  "spine.extra": () => t("what the cover adds to the spine"),
  "spine.text_from": () => t("the fewest pages for words on the spine"),
  "spine.clear": () => t("the room beside words on the spine"),
  "cover.bleed": () => t("the bleed of the cover"),
  "cover.safe": () => t("the safe area of the cover"),
  "cover.barcode": () => t("the place of the barcode"),
};

/** A list in the language of the editor. */
export function wordsOf(numbers: string): string {
  const said = numbers.split(" ").map((each) => WORDS[each]?.() ?? each);
  return new Intl.ListFormat(currentLanguage()).format(said);
}
