import type { Story } from "../api/types";
import { t } from "../language/language";

export type Readers = Story["readers"];

/** Words on a page from which readers of an age lose patience: board books, picture books, first readers. */
const PLENTY: Record<Readers, number> = {
  "": Number.POSITIVE_INFINITY,
  "0-3": 20,
  "4-6": 50,
  "7-9": 100,
  "10+": Number.POSITIVE_INFINITY,
};

/** The sizes in which a page's text is tried, in points: the book takes the first that fits. */
const SIZES: Record<Readers, string[]> = {
  "": ["18", "16", "14"],
  "0-3": ["24", "21", "18", "16", "14"],
  "4-6": ["21", "18", "16", "14"],
  "7-9": ["18", "16", "14"],
  "10+": ["16", "14"],
};

export function sizesFor(readers: string): string[] {
  return isKnown(readers) ? SIZES[readers] : SIZES[""];
}

/** More words than such readers like on one page; null where it is fine, or nobody said who they are. */
export function tooManyWords(text: string, readers: string, language: string): Plenty | null {
  const most = isKnown(readers) ? PLENTY[readers] : Number.POSITIVE_INFINITY;
  const count = most === Number.POSITIVE_INFINITY ? 0 : countWords(text, language);
  return count > most ? { count, most } : null;
}

interface Plenty {
  count: number;
  most: number;
}

function isKnown(readers: string): readers is Readers {
  return readers in SIZES;
}

/** Words as a language has them, also one that puts no spaces between them. */
function countWords(text: string, language: string): number {
  const parts = new Intl.Segmenter(language, { granularity: "word" }).segment(text);
  return [...parts].filter(({ isWordLike }) => isWordLike).length;
}

export function readersName(readers: Readers): string {
  const names: Record<Readers, string> = {
    "": t("Not said"),
    "0-3": t("Up to 3 years, read to"),
    "4-6": t("4 to 6 years, read to"),
    "7-9": t("7 to 9 years, reading themselves"),
    "10+": t("10 years and older"),
  };
  return names[readers];
}
