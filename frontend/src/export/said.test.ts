import { afterEach, expect, it } from "vitest";
import { speak } from "../language/language";
import { aFinding } from "../testing/objects";
import { said } from "./said";

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
  await speak("ar");
  expect(said(finding)).toContain("300");
});

it("leaves others as the server says them", async () => {
  await speak("de");
  expect(said(aFinding({ code: "page_count", message: "60 pages." }))).toBe("60 pages.");
  expect(said(aFinding({ code: "new_rule", message: "New.", page: 2 }))).toBe("New.");
});
