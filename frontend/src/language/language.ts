import i18next from "i18next";
import english from "./en.json";

/** The languages of the editor, each by its own name. */
export const LANGUAGES = { en: "English", de: "Deutsch", ar: "العربية" } as const;
export type Language = keyof typeof LANGUAGES;

const RIGHT_TO_LEFT = new Set<Language>(["ar"]);

/** Catalogues arrive when they are wanted. In English the key is the sentence: only plurals have entries there. */
const CATALOGUES: Record<Exclude<Language, "en">, () => Promise<{ default: Record<string, string> }>> = {
  de: () => import("./de.json"),
  ar: () => import("./ar.json"),
};

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

/** Load a language, and turn the page into its direction. What is on the screen has to be drawn again by the caller. */
export async function speak(language: Language): Promise<void> {
  if (language !== "en" && !i18next.hasResourceBundle(language, "translation")) {
    i18next.addResourceBundle(language, "translation", (await CATALOGUES[language]()).default);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  document.documentElement.dir = RIGHT_TO_LEFT.has(language) ? "rtl" : "ltr";
}

/**
 * A sentence in the language of the editor. The key is the English sentence; `count` chooses the plural form, and
 * everything else in double braces is put in.
 */
export function t(sentence: string, values: Record<string, string | number> = {}): string {
  return i18next.t(sentence, values);
}
