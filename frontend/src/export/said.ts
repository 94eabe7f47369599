import type { Finding } from "../api/types";
import { currentLanguage, t } from "../language/language";

/** What a finding says, in the language of the editor where it is of a page; else as the server says it, in English. */
export function said(finding: Finding): string {
  const translate = SENTENCES[finding.code];
  if (currentLanguage() === "en" || finding.page === null || !translate) {
    return `${finding.message} ${finding.fix}`.trim();
  }
  return translate({ ...finding.values, page: finding.page });
}

const SENTENCES: Record<string, (values: Record<string, string | number>) => string> = {
  low_resolution: (values) =>
    t(
      "The picture of page {{page}} has {{dots}} dots per inch at its size; {{wanted}} are wanted. A smaller page size, or a model that draws larger, helps.",
      values,
    ),
  missing_glyph: (values) =>
    t("The book’s typefaces have no letter for {{letters}} on page {{page}}.", values),
  unreadable_picture: (values) =>
    t("The picture of page {{page}} cannot be read. Draw it again or keep another one.", values),
  unsafe_text: (values) =>
    t("The text of page {{page}} stands too near to the edge. Choose another page size.", values),
  text_over: (values) =>
    t(
      "The text of page {{page}} is too long for its page, by so many words: {{words}}. The rest goes on on a page of its own.",
      values,
    ),
  ink: (values) =>
    t(
      "Dark parts of the picture of page {{page}} want {{ink}} % ink; {{printer}} takes {{most}} %. They are printed a little lighter.",
      values,
    ),
  no_alt: (values) =>
    t("The picture of page {{page}} has no description for those who do not see it.", values),
  no_picture: (values) =>
    values.panels
      ? t("A picture is missing on page {{page}}.", values)
      : t("Page {{page}} has no picture.", values),
  not_chosen: (values) => t("Page {{page}} has tries of its picture, and none of them is kept.", values),
  no_text: (values) => t("Page {{page}} has no text.", values),
  stale_picture: (values) =>
    t("The picture of page {{page}} is old: its words, its cast or a look have changed since.", values),
  unlearnt: (values) => t("In the picture of page {{page}} somebody is not yet learnt: {{who}}.", values),
};
