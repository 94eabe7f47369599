import { currentDirection, currentLanguage, t } from "./language";

/** Words one after the other, with the signs that the language of the editor puts between them. */
export function listed(words: string[]): string {
  return new Intl.ListFormat(currentLanguage(), { type: "unit", style: "short" }).format(words);
}

/** Words to be written just like that: nothing but commas stand between them, where Arabic has its "and" at each. */
export function series(words: string[]): string {
  return words.length > 0
    ? words.map(foreign).reduce((first, second) => t("{{first}}, {{second}}", { first, second }))
    : "";
}

/** Words in the painter's language, kept together as they are in a sentence that is written from right to left. */
export function foreign(words: string): string {
  return currentDirection() === "rtl" ? `\u2068${words}\u2069` : words;
}
