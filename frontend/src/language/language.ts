import i18next from "i18next";
import english from "./en.json";
import type { Served } from "./served";

/** The languages of the editor, each by its own name. */
export const LANGUAGES = { en: "English", de: "Deutsch", ar: "العربية" } as const;
export type Language = keyof typeof LANGUAGES;
/** What is put into a sentence. */
export type Values = Record<string, string | number>;

const RIGHT_TO_LEFT = new Set<Language>(["ar"]);

/** Catalogues arrive when they are wanted. In English the key is the sentence: only plurals have entries there. */
const CATALOGUES: Record<Exclude<Language, "en">, () => Promise<{ default: Record<string, string> }>> = {
  de: () => import("./de.json"),
  ar: () => import("./ar.json"),
};

/** How the server's sentences are known again; they arrive with the first catalogue. */
let servedAs: (said: string) => Served | undefined = () => undefined;

/** Holes that the server fills with words of its own, which are said in the language of the editor too. */
const OWN_WORDS = ["printer", "size", "what", "enlarger", "reason", "which"];

void i18next.init({
  lng: "en",
  fallbackLng: "en",
  resources: { en: { translation: english } },
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
  initAsync: false,
});

export function languageOf(wish: string): Language {
  const short = wish.slice(0, 2).toLowerCase();
  return short in LANGUAGES ? (short as Language) : "en";
}

export function currentLanguage(): Language {
  return languageOf(i18next.language);
}

export function currentDirection(): "ltr" | "rtl" {
  return RIGHT_TO_LEFT.has(currentLanguage()) ? "rtl" : "ltr";
}

/** Load a language, and turn the page into its direction. What is on the screen has to be drawn again by the caller. */
export async function speak(language: Language): Promise<void> {
  if (language !== "en" && !i18next.hasResourceBundle(language, "translation")) {
    const [catalogue, served] = await Promise.all([CATALOGUES[language](), import("./served")]);
    i18next.addResourceBundle(language, "translation", catalogue.default);
    servedAs = served.servedAs;
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  document.documentElement.dir = currentDirection();
}

/**
 * A sentence in the language of the editor. The key is the English sentence; `count` chooses the plural form, and
 * everything else in double braces is put in.
 */
export function t(sentence: string, values: Values = {}): string {
  return i18next.t(sentence, values);
}

/**
 * What the server says, in the language of the editor; as it is where no catalogue has it. What it filled in is heard
 * too, save where `values` say it better.
 */
export function heard(said: string, values: Values = {}): string {
  const known = currentLanguage() === "en" ? undefined : servedAs(said);
  return known ? t(known.sentence, { ...heardIn(known.values), ...values }) : said;
}

/** The values of a sentence, the server's own words among them in the language of the editor. */
export function heardIn(values: Values): Values {
  const entries = Object.entries(values).map(([hole, value]) => [
    hole,
    OWN_WORDS.includes(hole) ? heard(String(value)) : value,
  ]);
  return Object.fromEntries(entries);
}
