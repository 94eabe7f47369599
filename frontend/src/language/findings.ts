import type { Finding } from "../api/types";
import { currentLanguage, heard, heardIn, t, type Values } from "./language";
import { wordsOf } from "./numbers";

type Sentences = Record<string, (values: Values) => string>;

/** What a finding says in the language of the editor, known by its code; what has none is known by its words. */
export function said(finding: Finding): string {
  const translate = (finding.page === null ? OF_BOOKS : OF_PAGES)[finding.code];
  if (currentLanguage() === "en" || !translate)
    return `${heard(finding.message)} ${heard(finding.fix)}`.trim();
  const sentence = translate(heardIn({ ...finding.values, page: finding.page ?? 0 }));
  return finding.panel === null
    ? sentence
    : `${t("Picture {{panel}}:", { panel: finding.panel })} ${sentence}`;
}

const OF_PAGES: Sentences = {
  low_resolution: (values) =>
    t(
      "The picture of page {{page}} has {{dots}} dots per inch at its size; {{wanted}} are wanted. A smaller page size, or a model that draws larger, helps.",
      values,
    ),
  enlarged_twice: (values) =>
    t(
      "The picture of page {{page}} was drawn with {{dots}} dots per inch and is enlarged twice by {{enlarger}}. Most of its fine detail is then the model’s guess: look at a printed proof.",
      values,
    ),
  missing_glyph: (values) =>
    t("The book’s typefaces have no letter for {{letters}} on page {{page}}.", values),
  too_long: (values) =>
    t(
      "A text of page {{page}} is longer than it may be, in letters: {{limit}}. Divide it or shorten it.",
      values,
    ),
  bubble_without_size: (values) => t("A speech bubble of page {{page}} has no size.", values),
  bubble_over: (values) =>
    t(
      "A speech bubble of page {{page}} is too small for its words and is made larger. Check what it covers.",
      values,
    ),
  unreadable_picture: (values) =>
    t("The picture of page {{page}} cannot be read. Draw it again or keep another one.", values),
  unsafe_text: (values) =>
    t("The text of page {{page}} stands too near to the edge. Choose another page size.", values),
  text_over: (values) =>
    t(
      "The text of page {{page}} is too long for its page, by so many words: {{words}}. The rest goes on on a page of its own.",
      values,
    ),
  small_text: (values) =>
    t(
      "The text of page {{page}} is set smaller so that it fits: in {{size}} points instead of {{wished}}. Shorten it or divide it if you do not want that.",
      values,
    ),
  small_bubble: (values) =>
    t(
      "Words in a speech bubble of page {{page}} are only {{size}} points large, which is hard to read. Make the bubble larger, or take fewer pictures on the page.",
      values,
    ),
  spread_flows: (values) =>
    t("The picture of page {{page}} is shown whole: where text flows, no two pages face each other.", values),
  page_put_in: (values) =>
    t(
      "A page is put in before page {{page}}, so that the two pages of its picture face each other. Add a page before it, or move it, if you do not want that.",
      values,
    ),
  bubble_in_fold: (values) =>
    t(
      "A speech bubble of page {{page}} lies across the fold, and is moved to one side of it. Check what it covers.",
      values,
    ),
  figure_in_fold: (values) =>
    t(
      "In the picture of page {{page}} somebody may stand in the fold: {{who}}. The binding can hide up to {{inches}} inches on each side of it. Place them left or right of the middle.",
      values,
    ),
  ink: (values) =>
    t(
      "Dark parts of the picture of page {{page}} want {{ink}} % ink; {{printer}} takes {{most}} %. They are printed a little lighter.",
      values,
    ),
  no_alt: (values) =>
    t("The picture of page {{page}} has no description for those who do not see it.", values),
  no_picture: (values) => t("Page {{page}} has no picture.", values),
  not_chosen: (values) => t("Page {{page}} has tries of its picture, and none of them is kept.", values),
  no_text: (values) => t("Page {{page}} has no text.", values),
  stale_picture: (values) =>
    t("The picture of page {{page}} is old: its words, its cast or a look have changed since.", values),
  cover_not_drawn: (values) =>
    t(
      "The picture of page {{page}} was chosen for the cover, and is not there yet. Until then the story’s first picture stands there.",
      values,
    ),
  unlearnt: (values) => t("In the picture of page {{page}} somebody is not yet learnt: {{who}}.", values),
};

const OF_BOOKS: Sentences = {
  page_count: (values) =>
    t(
      "{{printer}} takes {{least}} to {{most}} pages; this book has {{pages}}. Divide the story into two books.",
      values,
    ),
  page_parity: (values) => t("{{printer}} takes only multiples of {{multiple}} as number of pages.", values),
  blank_pages: (values) =>
    t(
      "{{pages}} pages in a row are empty, and {{printer}} takes {{most}} at most. They are added around a short story and show its pictures: choose some with “Keep this picture”, or write more pages.",
      values,
    ),
  too_many_pages: (values) => t("The book has {{pages}} pages; it can have at most {{most}}.", values),
  spine_text: (values) =>
    values.least
      ? t("The spine stays without text: that needs {{least}} pages, and this book has {{pages}}.", values)
      : t("The spine stays without text: title and author do not fit on it.", values),
  spine_width: (values) =>
    values.given
      ? t(
          "No cover is made: the width of the spine was given for {{given}} pages, and this book has {{pages}}. Have the printer’s template made anew and enter the width of its spine.",
          values,
        )
      : t(
          "No cover is made: {{printer}} publishes no rule for the width of the spine. Have the printer’s template made for {{pages}} pages, {{size}}, and enter the width of its spine.",
          values,
        ),
  right_bound: (values) =>
    t(
      "This book is bound on the right; not all sources agree that {{printer}} does that. Order a proof before you publish, and look at the order of its pages.",
      values,
    ),
  no_press_profile: () =>
    t(
      "The colour profile for the press is not installed, so pictures cannot be put into printing inks. Run “make printing”, then start the studio again.",
    ),
  unproven_numbers: ({ printer = "", numbers = "" }) =>
    t(
      "{{printer}} publishes no page on some numbers that this book is made by: {{numbers}}. Compare the files with the printer’s own template.",
      { printer, numbers: wordsOf(String(numbers)) },
    ),
  foreign_letters: (values) =>
    t("Letters such as “{{letter}}” are printed as another language than the book’s draws them.", values),
  font_not_embedded: (values) =>
    t(
      "The typeface {{face}} on this machine may not be embedded in books, so it is not used. Install it anew.",
      values,
    ),
  missing_glyph: (values) => {
    if (values.part === "title")
      return t("The book’s typefaces have no letter for {{letters}} in the title.", values);
    if (values.part === "author")
      return t("The book’s typefaces have no letter for {{letters}} in the author’s name.", values);
    if (values.part === "dedication")
      return t("The book’s typefaces have no letter for {{letters}} in the dedication.", values);
    return t("The book’s typefaces have no letter for {{letters}}.", values);
  },
  cover_deleted: () =>
    t(
      "The picture that was chosen for the cover is deleted. Until you choose another one, the story’s first picture stands there.",
    ),
  no_title: () => t("An EPUB needs a title: reading programs list it by that. Give the story one."),
  too_long: (values) =>
    t("A text around the story is longer than it may be, in letters: {{limit}}. Shorten it.", values),
  too_wide: (values) => t("“{{words}}…” is too long for its place. Shorten it.", values),
  unsafe_text: () =>
    t("Text on a page around the story stands too near to the edge. Choose another page size."),
};
