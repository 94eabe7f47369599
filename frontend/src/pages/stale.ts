import type { Character, Stale } from "../api/types";
import { t } from "../language/language";

/** Why a picture no longer is what would be drawn now, as a sentence. */
export function staleSentence(stale: Stale, cast: Character[]): string {
  const name = cast.find(({ id }) => id === stale.character)?.name ?? t("somebody");
  switch (stale.reason) {
    case "words":
      return t("The words of the scene have changed since.");
    case "style":
      return t("The book’s style has changed since.");
    case "cast":
      return t("Who is in it has changed since.");
    case "places":
      return t("Where they stand has changed since.");
    case "outfit":
      return t("{{name}} wears something else since.", { name });
    case "learnt_again":
      return t("{{name}} was learnt again since.", { name });
    case "changed":
      return t("{{name}} has changed since.", { name });
  }
}
