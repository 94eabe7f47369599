import type { KeyboardEvent } from "react";
import type { Character, Outfit, Story } from "../api/types";
import { t } from "../language/language";

export interface Standing {
  chip: string;
  look: "" | "good" | "busy" | "look" | "bad";
  sentence: string;
}

/** Where a character stands, in a word for the chip and a plain sentence on what comes next. */
export function standing(character: Pick<Character, "name" | "state" | "target">): Standing {
  const { name, state, target } = character;
  switch (state) {
    case "draft":
      return {
        chip: t("Not drawn yet"),
        look: "",
        sentence: t("Propose looks, then pick the one that is {{name}}.", { name }),
      };
    case "proposing":
      return {
        chip: t("Drawing looks"),
        look: "busy",
        sentence: t("Looks appear one by one. Pick as soon as you see {{name}}.", { name }),
      };
    case "to_pick":
      return target
        ? {
            chip: t("Picked"),
            look: "look",
            sentence: t("Let the painter learn this look, and {{name}} stays the same on every page.", {
              name,
            }),
          }
        : {
            chip: t("Pick one"),
            look: "look",
            sentence: t("Which one is {{name}}? Click it, or press its number.", { name }),
          };
    case "queued":
      return {
        chip: t("In line"),
        look: "busy",
        sentence: t("{{name}} is learnt next. You can go on writing.", { name }),
      };
    case "learning":
      return {
        chip: t("Learning"),
        look: "busy",
        sentence: t("{{name}} is being learnt. You can go on writing.", { name }),
      };
    case "ready":
      return {
        chip: t("Ready"),
        look: "good",
        sentence: t("{{name}} is learnt and can be drawn on every page.", { name }),
      };
    case "older":
      return {
        chip: t("Of an older painter"),
        look: "look",
        sentence: t(
          "{{name}} was learnt by an older painter. Learn {{name}} again with one press: looks are drawn anew and the one most like {{name}} is picked. Pages keep their pictures.",
          { name },
        ),
      };
    case "attention":
      return {
        chip: t("Needs attention"),
        look: "bad",
        sentence: t("The last try with {{name}} did not work. Words and pictures are safe.", { name }),
      };
    case "stale":
      return {
        chip: t("Changed since learnt"),
        look: "look",
        sentence: t("The look of {{name}} changed. Learn {{name}} again to draw the new look.", { name }),
      };
    case "reworded":
      return {
        chip: t("Words changed"),
        look: "look",
        sentence: t("The words for {{name}} changed. Propose looks with the new words and pick one.", {
          name,
        }),
      };
  }
}

/** Whether nothing learnt fits the character, so that the server would refuse to draw. While a job runs or after
    it failed, an earlier card may still fit: then the server decides. */
export function notDrawable(character: Pick<Character, "state" | "tuned_steps">): boolean {
  if (character.state === "ready") return false;
  if (character.state === "older") return true;
  return character.state === "stale" || character.state === "reworded" || character.tuned_steps === null;
}

/** Who is offered for a picture: those put aside only where they are in it already. */
export function offered(cast: Character[], chosen: string[]): Character[] {
  return cast.filter(({ id, archived }) => !archived || chosen.includes(id));
}

/** The numbers of the pages that show somebody. */
export function pagesOf(story: Pick<Story, "pages">, character: string): number[] {
  return story.pages.flatMap((page, index) =>
    page.panels.some(({ cast }) => cast.includes(character)) ? [index + 1] : [],
  );
}

/** Candidates that a proposal draws. */
export const PROPOSED = 11;

/** How an outfit stands, in a plain sentence. */
export function outfitStanding(outfit: Outfit, character: Pick<Character, "name" | "state">): string {
  const { name } = character;
  if (outfit.state === "ready") return t("{{name}} can wear it on every page.", { name });
  if (character.state !== "ready") return t("Learn {{name}} as {{name}} is now, then the outfit.", { name });
  if (outfit.state === "reworded")
    return t("The words, or {{name}}, changed. Propose looks again and pick one.", { name });
  if (outfit.state === "stale") return t("The look changed. Learn it again to draw the new one.");
  if (outfit.state === "draft")
    return t("Propose looks: each shows {{name}} as learnt, in other clothes.", { name });
  return standing({ ...outfit, name: outfit.name }).sentence;
}

/** The candidate that a key picks, unless somebody is writing. */
export function keyPicks<T>(event: KeyboardEvent, candidates: T[]): T | undefined {
  const writing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
  if (writing || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  return candidateOfKey(event.key, candidates);
}

/** The candidate that a pressed key means: 1 to 9 count from the first. */
export function candidateOfKey<T>(key: string, candidates: T[]): T | undefined {
  return /^[1-9]$/.test(key) ? candidates[Number(key) - 1] : undefined;
}
