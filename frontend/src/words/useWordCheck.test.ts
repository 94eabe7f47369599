import { expect, it } from "vitest";
import { wholeWord, withoutNames } from "./useWordCheck";

it("leaves names out of the check, also possessive and in any case, but not parts of words", () => {
  expect(withoutNames("Mia's scarf, mia, and a miaow", ["Mia"]).replaceAll(/\s+/g, " ")).toBe(
    " scarf, , and a miaow",
  );
});

it("takes names with signs as they are", () => {
  expect(withoutNames("Mr. X (the bear) waves", ["Mr. X (the bear)"]).trim()).toBe("waves");
});

it("replaces a whole word only", () => {
  expect("a red redder red".replace(wholeWord("red"), "blue")).toBe("a blue redder blue");
});
