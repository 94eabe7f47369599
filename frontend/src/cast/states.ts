import type { Character } from "../api/types";

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
        chip: "Not drawn yet",
        look: "",
        sentence: `Propose looks, then pick the one that is ${name}.`,
      };
    case "proposing":
      return {
        chip: "Drawing looks",
        look: "busy",
        sentence: `Looks appear one by one. Pick as soon as you see ${name}.`,
      };
    case "to_pick":
      return target
        ? {
            chip: "Picked",
            look: "look",
            sentence: `Let the painter learn this look, and ${name} stays the same on every page.`,
          }
        : {
            chip: "Pick one",
            look: "look",
            sentence: `Which one is ${name}? Click it, or press its number.`,
          };
    case "queued":
      return { chip: "In line", look: "busy", sentence: `${name} is learnt next. You can go on writing.` };
    case "learning":
      return { chip: "Learning", look: "busy", sentence: `${name} is being learnt. You can go on writing.` };
    case "ready":
      return { chip: "Ready", look: "good", sentence: `${name} is learnt and can be drawn on every page.` };
    case "attention":
      return {
        chip: "Needs attention",
        look: "bad",
        sentence: `The last try with ${name} did not work. Words and pictures are safe.`,
      };
    case "stale":
      return {
        chip: "Changed since learnt",
        look: "look",
        sentence: `The look of ${name} changed. Learn ${name} again to draw the new look.`,
      };
    case "reworded":
      return {
        chip: "Words changed",
        look: "look",
        sentence: `The words for ${name} changed. Propose looks with the new words and pick one.`,
      };
  }
}

/** Whether nothing learnt fits the character, so that the server would refuse to draw. While a job runs or after
    it failed, an earlier card may still fit: then the server decides. */
export function notDrawable(character: Pick<Character, "state" | "tuned_steps">): boolean {
  if (character.state === "ready") return false;
  return character.state === "stale" || character.state === "reworded" || character.tuned_steps === null;
}

/** Candidates that a proposal draws. */
export const PROPOSED = 11;

/** The candidate that a pressed key means: 1 to 9 count from the first. */
export function candidateOfKey<T>(key: string, candidates: T[]): T | undefined {
  return /^[1-9]$/.test(key) ? candidates[Number(key) - 1] : undefined;
}
