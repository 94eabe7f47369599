import type { NewStory } from "../api/types";
import { currentLanguage } from "../language/language";

export type StoryLanguage = NonNullable<NewStory["language"]>;

/** Languages that a book can be set in. A missing one, or one too many, does not compile. */
const LANGUAGES: Record<StoryLanguage, true> = {
  ar: true,
  bn: true,
  de: true,
  el: true,
  en: true,
  es: true,
  fa: true,
  fr: true,
  he: true,
  hi: true,
  it: true,
  ja: true,
  ko: true,
  nl: true,
  pl: true,
  pt: true,
  ru: true,
  sv: true,
  th: true,
  tr: true,
  uk: true,
  ur: true,
  vi: true,
  yi: true,
  zh: true,
};

/** Codes with the names that their own speakers use, in alphabetical order of the editor's language. */
export function storyLanguages(): [code: StoryLanguage, name: string][] {
  const codes = Object.keys(LANGUAGES) as StoryLanguage[];
  const named = codes.map((code): [StoryLanguage, string] => [code, nameOf(code)]);
  return named.toSorted((a, b) => a[1].localeCompare(b[1], currentLanguage()));
}

function nameOf(code: StoryLanguage): string {
  return new Intl.DisplayNames([code], { type: "language" }).of(code) ?? code;
}
