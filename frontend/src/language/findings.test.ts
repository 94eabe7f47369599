import { afterEach, expect, it } from "vitest";
import { aFinding } from "../testing/objects";
import { said } from "./findings";
import { speak } from "./language";

const finding = aFinding({
  code: "low_resolution",
  message: "29 dots.",
  fix: "Draw larger.",
  page: 3,
  values: { dots: 29, wanted: 300 },
});

afterEach(() => speak("en"));

it("says findings of pages in the language of the editor", async () => {
  expect(said(finding)).toBe("29 dots. Draw larger.");
  await speak("de");
  expect(said(finding)).toContain("Seite 3 hat in seiner Größe 29 Punkte");
  expect(said({ ...finding, panel: 2 })).toMatch(/^Bild 2: Das Bild von Seite 3/);
  const enlarger = "smoothing, which adds no detail (Lanczos)";
  const twice = { ...finding, code: "enlarged_twice", values: { dots: 29, enlarger } };
  expect(said(twice)).toContain("durch: Glätten");
  await speak("ar");
  expect(said(finding)).toContain("300");
});

/** A finding of the whole book, what fills it, and how it begins in German. */
const OF_BOOKS: [code: string, values: Record<string, string | number>, begins: string][] = [
  ["page_count", { printer: "Lulu", least: 32, most: 800, pages: 900 }, "Lulu nimmt 32 bis 800 Seiten"],
  ["spine_text", { least: 79, pages: 24 }, "Der Buchrücken bleibt ohne Text: Dafür braucht es 79 Seiten"],
  ["spine_text", { least: 0, pages: 150 }, "Der Buchrücken bleibt ohne Text: Titel und Autor"],
  [
    "spine_width",
    { printer: "Ingram", given: 0, pages: 24, size: "Square" },
    "Es wird kein Umschlag gemacht: Ingram",
  ],
  [
    "spine_width",
    { printer: "Ingram", given: 24, pages: 26, size: "Square" },
    "Es wird kein Umschlag gemacht: Die Breite",
  ],
  ["cover_deleted", {}, "Das Bild, das für den Umschlag gewählt wurde, ist gelöscht."],
  [
    "missing_glyph",
    { letters: "𐎀", part: "title" },
    "Die Schriften des Buches haben kein Zeichen für 𐎀 im Titel",
  ],
  [
    "missing_glyph",
    { letters: "𐎀", part: "author" },
    "Die Schriften des Buches haben kein Zeichen für 𐎀 im Namen",
  ],
];

it.each(OF_BOOKS)("says %s of a whole book too", async (code, values, begins) => {
  await speak("de");
  expect(said(aFinding({ code, message: "In English.", values })).startsWith(begins)).toBe(true);
});

it("lists a printer’s numbers in words", async () => {
  const unproven = aFinding({
    code: "unproven_numbers",
    values: { printer: "Lulu", numbers: "pages.most spine.clear cover.safe" },
  });
  await speak("de");
  expect(said(unproven)).toContain(
    "die größte Seitenzahl, der Platz neben dem Text auf dem Rücken und der sichere Bereich des Umschlags",
  );
  await speak("ar");
  expect(said(unproven)).toContain("أكبر عدد من الصفحات");
});

it("leaves what it does not know as the server says it", async () => {
  await speak("de");
  expect(said(aFinding({ code: "new_rule", message: "New." }))).toBe("New.");
  expect(said(aFinding({ code: "new_rule", message: "New.", page: 2 }))).toBe("New.");
});
