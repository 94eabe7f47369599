import { useQuery } from "@tanstack/react-query";
import { studioQuery } from "../api/queries";
import { useWordCheck, wholeWord } from "./useWordCheck";

/** What kind of picture each is to be, as the painter is told: "a watercolor" of something. */
export const STYLES = ["a watercolor", "a crayon drawing", "a paper cut-out", "a flat drawing"];

/** Those of them that the painter has learnt. */
export function useKnownStyles(): string[] {
  const studio = useQuery(studioQuery).data;
  const words = useWordCheck(STYLES.join(", "));
  if (studio?.any_word) return STYLES;
  if (!words) return [];
  return STYLES.filter((style) => !words.unknown.some(({ word }) => wholeWord(word).test(style)));
}
