import type { Story } from "../api/types";
import { currentLanguage } from "../language/language";

export interface Tongue {
  /** A language tag for voices and hyphens. */
  lang: string;
  dir: "ltr" | "rtl";
}

const ARABIC = "ar";
const HEBREW = "he";
const CHINESE = "zh";

/** Scripts that belong to one language, or mostly do. */
const SCRIPTS: [script: RegExp, lang: string][] = [
  [/\p{Script=Arabic}/gu, ARABIC],
  [/\p{Script=Hebrew}/gu, HEBREW],
  [/\p{Script=Han}/gu, CHINESE],
  [/\p{Script=Hangul}/gu, "ko"],
  [/\p{Script=Cyrillic}/gu, "ru"],
  [/\p{Script=Greek}/gu, "el"],
];
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
const LATIN = /\p{Script=Latin}/gu;

function count(words: string, letters: RegExp): number {
  return words.match(letters)?.length ?? 0;
}

/** The language that a story is written in, told by its letters; of the Latin ones it is the editor's own, or English. */
export function tongueOf(story: Pick<Story, "title" | "pages">): Tongue {
  const words = [story.title, ...story.pages.map(({ text }) => text)].join(" ");
  const mine = currentLanguage();
  const latin = { lang: mine === ARABIC ? "en" : mine, letters: count(words, LATIN) };
  const most = SCRIPTS.map(([script, lang]) => ({ lang, letters: count(words, script) })).reduce(
    (best, each) => (each.letters > best.letters ? each : best),
    latin,
  );
  const lang = KANA.test(words) && [CHINESE, latin.lang].includes(most.lang) ? "ja" : most.lang;
  return { lang, dir: [ARABIC, HEBREW].includes(lang) ? "rtl" : "ltr" };
}
