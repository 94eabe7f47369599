import { t } from "../language/language";
import { foreign } from "../language/lists";

/** Words as the painter reads them: English ones, whatever the editor speaks, which is said where it is another language. */
export function example(words: string): string {
  return t("For example: {{words}}", { words: foreign(words) });
}
