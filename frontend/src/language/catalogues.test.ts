import { afterEach, describe, expect, it } from "vitest";
import ar from "./ar.json";
import de from "./de.json";
import en from "./en.json";
import { currentLanguage, languageOf, speak, t } from "./language";

const SOURCES = import.meta.glob<string>("../**/*.{ts,tsx}", {
  query: "?raw",
  import: "default",
  eager: true,
});
const CALL = /\bt\(\s*"((?:[^"\\]|\\.)*)"/g;

/** Every sentence that the editor says, as the sources have it. */
function sentences(): string[] {
  const found = Object.entries(SOURCES)
    .filter(([path]) => !path.includes(".test."))
    .flatMap(([, source]) => [...source.matchAll(CALL)].map((match) => match[1] ?? ""));
  return [...new Set(found)];
}

/** The entries that a language needs for a sentence: one, or one for each of its plural forms. */
function entries(sentence: string, language: string): string[] {
  if (!sentence.includes("{{count}}")) return [sentence];
  return new Intl.PluralRules(language)
    .resolvedOptions()
    .pluralCategories.map((category) => `${sentence}_${category}`);
}

const holes = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).toSorted();

afterEach(() => speak("en"));

describe.each([
  ["de", de],
  ["ar", ar],
] as const)("the catalogue of %s", (language, catalogue: Record<string, string>) => {
  const needed = sentences().flatMap((sentence) => entries(sentence, language));

  it("has every sentence of the editor, and none that it does not say", () => {
    expect(needed.length).toBeGreaterThan(150);
    expect(Object.keys(catalogue).toSorted()).toEqual(needed.toSorted());
  });

  it("puts in what is to be put in, save a number that the word itself says", () => {
    for (const [sentence, said] of Object.entries(catalogue)) {
      expect(said.trim(), sentence).not.toBe("");
      const wanted = holes(sentence).filter((hole) => hole !== "{{count}}");
      expect(
        holes(said).filter((hole) => hole !== "{{count}}"),
        sentence,
      ).toEqual(wanted);
    }
  });
});

describe("English", () => {
  it("has entries for plurals alone", () => {
    const needed = sentences().filter((sentence) => sentence.includes("{{count}}"));
    expect(Object.keys(en).toSorted()).toEqual(needed.flatMap((key) => entries(key, "en")).toSorted());
  });
});

describe("a language", () => {
  it("is shown in its words and its direction", async () => {
    await speak("ar");
    expect([document.documentElement.lang, document.documentElement.dir]).toEqual(["ar", "rtl"]);
    expect(t("Undo")).toBe(ar.Undo);
    await speak("de");
    expect(document.documentElement.dir).toBe("ltr");
    expect([t("{{count}} pages", { count: 1 }), t("{{count}} pages", { count: 4 })]).toEqual([
      "1 Seite",
      "4 Seiten",
    ]);
    expect(currentLanguage()).toBe("de");
  });

  it("is guessed from what a browser wishes", () => {
    expect([languageOf("de-AT"), languageOf("ar"), languageOf("fr"), languageOf("")]).toEqual([
      "de",
      "ar",
      "en",
      "en",
    ]);
  });
});
