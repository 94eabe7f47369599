import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { studioQuery, wordsQuery } from "../api/queries";
import type { Words } from "../api/types";
import { usePaused } from "./usePaused";

/** Names are always understood in a scene, whatever they are: leave them out of the check. */
export function withoutNames(text: string, names: string[]): string {
  return names.reduce((left, name) => left.replaceAll(wholeWord(name), " "), text);
}

export function wholeWord(word: string): RegExp {
  const plain = word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\p{L}\\p{N}])${plain}(?:['’]s)?(?![\\p{L}\\p{N}])`, "giu");
}

/** Which words the drawing model does not know, checked while they are being written. */
export function useWordCheck(text: string, names: string[] = [], baseWord = false): Words | undefined {
  const studio = useQuery(studioQuery);
  const paused = usePaused(text);
  const bare = withoutNames(paused, names).trim();
  const enabled = studio.data !== undefined && !studio.data.any_word && bare !== "";
  const check = useQuery({ ...wordsQuery(bare, baseWord), enabled, placeholderData: keepPreviousData });
  return enabled && check.data ? stillIn(text, check.data) : undefined;
}

/** An answer may be a moment older than the text: only what still stands there is said. */
function stillIn(text: string, words: Words): Words {
  return { ...words, unknown: words.unknown.filter(({ word }) => wholeWord(word).test(text)) };
}
