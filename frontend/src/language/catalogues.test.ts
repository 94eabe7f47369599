import { afterEach, describe, expect, it } from "vitest";
import ar from "./ar.json";
import de from "./de.json";
import en from "./en.json";
import { currentLanguage, heard, languageOf, speak, t } from "./language";
import served from "./served.json";

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
  const spoken = [...new Set([...sentences(), ...served])];
  const needed = spoken.flatMap((sentence) => entries(sentence, language));

  it("has every sentence of the editor and the server, and none that they do not say", () => {
    expect(needed.length).toBeGreaterThan(150);
    expect(Object.keys(catalogue).toSorted()).toEqual(needed.toSorted());
  });

  it("speaks to one person as to a friend", () => {
    expect(Object.values(catalogue).filter((said) => /\p{L}+en Sie\b/u.test(said))).toEqual([]);
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

/** Buttons that are called by more than what is seen on them: the name, and the sentences that are seen. */
function namedButtons(): [name: string, seen: string[]][] {
  const button = /<(Button|button|Link)\b(?:[^<>]|=>)*?aria-label=\{t\("([^"]*)"[^<]*?>([\s\S]*?)<\/\1>/g;
  return Object.entries(SOURCES)
    .filter(([path]) => path.endsWith(".tsx") && !path.includes(".test."))
    .flatMap(([, source]) => [...source.matchAll(button)])
    .map(([, , name = "", body = ""]): [string, string[]] => [
      name,
      [...body.matchAll(CALL)].map((match) => match[1] ?? ""),
    ])
    .filter(([, seen]) => seen.length > 0);
}

describe("the name of a button", () => {
  it("has in it what is seen, in every language (WCAG 2.5.3)", () => {
    const buttons = namedButtons();
    expect(buttons.length).toBeGreaterThan(8);
    for (const catalogue of [{}, de, ar] as Record<string, string>[]) {
      const say = (sentence: string): string => (catalogue[sentence] ?? sentence).toLowerCase();
      const silent = buttons.filter(([name, seen]) => !seen.some((each) => say(name).includes(say(each))));
      expect(silent).toEqual([]);
    }
  });
});

describe("what is not translated", () => {
  /** Names, units, and keys that have the English word printed on them. */
  const SAME = {
    de: ["Name", "Mia", "Esc", "A5, 148 × 210 mm", "{{size}} kB", "{{size}} MB"],
    ar: ["Ctrl", "Shift", "Enter", "Esc", "Page Up", "Page Down"],
  };

  it.each([
    ["de", de],
    ["ar", ar],
  ] as const)("is in %s what is the same in English", (language, catalogue: Record<string, string>) => {
    const words = (text: string) => text.replace(/\{\{\w+\}\}/g, "");
    const same = Object.entries(catalogue).filter(([key, said]) => key === said && /[a-z]/i.test(words(key)));
    expect(same.map(([key]) => key).toSorted()).toEqual(SAME[language].toSorted());
  });

  it("is an example for the painter, which is said to be English", () => {
    const examples = Object.keys(de).filter((key) => /\bfor example\b/i.test(key));
    expect(examples.length).toBeGreaterThan(2);
    for (const key of examples) {
      expect((de as Record<string, string>)[key]).toMatch(/Englisch/);
      expect((ar as Record<string, string>)[key]).toMatch(/بالإنجليزية|الإنجليزية/);
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

describe("what the server says", () => {
  const unknown = "The drawing model does not know “zorblax” and will pay no attention to it.";

  it("is heard in the language of the editor, with what it filled in", async () => {
    expect(heard(unknown)).toBe(unknown);
    await speak("de");
    expect(heard("Home booklet")).toBe(de["Home booklet"]);
    expect(heard("the drawing model “Large”, ×4 (at most twice)")).toMatch(/^das .* „Large“, ×4 \(höchstens/);
    expect(heard("No character that can be drawn is named in “a cloud”; it can be: fox, robot.")).toMatch(
      /möglich sind: fox, robot\.$/,
    );
    expect(heard("This file cannot be opened. It is empty or larger than a pack may be.")).toMatch(
      /nicht öffnen\. Sie ist leer/,
    );
    expect(heard("A press needs an output profile in CMYK, and this one is for a screen.")).toMatch(
      /Bildschirm/,
    );
    expect(heard(unknown)).toBe("Das Zeichenmodell kennt „zorblax“ nicht und beachtet es nicht.");
    expect(heard(`${unknown} It knows: box, fox.`)).toMatch(/beachtet es nicht\. Es kennt: box, fox\.$/);
    expect(heard("This page was changed in another window.")).toBe(
      "In einem anderen Fenster geändert: die Seite.",
    );
    expect(heard("Learn Tom again in the cast, or draw without Tom.")).toMatch(/^Lass Tom .* neu lernen/);
    await speak("ar");
    expect(heard("Picture 3 of 9")).toBe("الصورة 3 من 9");
  });

  it("stays as it is where no catalogue has it, and what is filled in is left alone", async () => {
    await speak("de");
    for (const said of ["A sentence (that is) new.", "", "Mia"]) expect(heard(said)).toBe(said);
    expect(heard("{{word}} was not found in the picture.")).toBe(
      "{{word}} wurde auf dem Bild nicht gefunden.",
    );
    expect(heard("drawing was not found in the picture.")).toBe("drawing wurde auf dem Bild nicht gefunden.");
  });
});
