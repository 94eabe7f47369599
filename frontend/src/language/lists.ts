import { currentLanguage } from "./language";

/** Words one after the other, with the signs that the language of the editor puts between them. */
export function listed(words: string[]): string {
  return new Intl.ListFormat(currentLanguage(), { type: "unit", style: "short" }).format(words);
}
