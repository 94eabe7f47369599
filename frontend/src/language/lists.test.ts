import { afterEach, expect, it } from "vitest";
import { speak } from "./language";
import { listed, series } from "./lists";

afterEach(() => speak("en"));

it("puts between words what the language puts there, and commas alone between words to be copied", async () => {
  const words = ["fox", "bear", "cat"];
  expect([listed(words), series(words)]).toEqual(["fox, bear, cat", "fox, bear, cat"]);
  await speak("de");
  expect([listed(words), series(words)]).toEqual(["fox, bear und cat", "fox, bear, cat"]);
  await speak("ar");
  expect([listed(words), series(words)]).toEqual([
    "fox، وbear، وcat",
    "\u2068fox\u2069، \u2068bear\u2069، \u2068cat\u2069",
  ]);
  expect([series(["fox"]), series([])]).toEqual(["\u2068fox\u2069", ""]);
});
