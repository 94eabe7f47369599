import { expect, it } from "vitest";
import { aPage } from "../testing/objects";
import { tongueOf } from "./tongue";

it.each([
  ["It snowed.", "en", "ltr"],
  ["ذهبت ميا إلى الغابة مع Tom.", "ar", "rtl"],
  ["ילדה הלכה ליער.", "he", "rtl"],
  ["下雪了。", "zh", "ltr"],
  ["ゆきがふった。", "ja", "ltr"],
  ["Шёл снег.", "ru", "ltr"],
  ["", "en", "ltr"],
])("tells by its letters how %j is read", (text, lang, dir) => {
  expect(tongueOf({ title: "", pages: [aPage({ text })] })).toEqual({ lang, dir });
});
