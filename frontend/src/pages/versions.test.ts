import { afterEach, expect, it } from "vitest";
import { speak } from "../language/language";
import { aCharacter } from "../testing/objects";
import { versionOf } from "./versions";

const BOX = { left: 0.1, top: 0.05, right: 0.5, bottom: 0.25 };
const SAID = { text: "Snow!", speaker: null, kind: "speech", box: BOX, tail: { left: 0.5, top: 0.5 } };
const MIA = aCharacter({ id: "mia", name: "Mia" });

const said = (changes: object): string => versionOf([{ ...SAID, ...changes }], [MIA]);
const stands = (changes: object): string =>
  versionOf([{ character: "mia", box: BOX, depth: 0, painted: null, ...changes }], [MIA]);

afterEach(() => speak("en"));

it("tells words over a picture apart by all that can differ", () => {
  expect(said({})).toBe(
    "“Snow!”: From the left 10 %, From the top 5 %, Width 40 %, Height 20 %. Tip of the tail: From the left 50 %, From the top 50 %",
  );
  const others = [
    said({ text: "Ice!" }),
    said({ speaker: "mia" }),
    said({ kind: "shout" }),
    said({ box: { ...BOX, top: 0.1 } }),
    said({ tail: { left: 0.6, top: 0.5 } }),
    said({ tail: null }),
  ];
  expect(new Set([said({}), ...others]).size).toBe(7);
});

it("tells places, outfits and switches in words", async () => {
  expect(stands({})).toBe("Mia: From the left 10 %, From the top 5 %, Width 40 %, Height 20 %");
  expect(stands({ painted: ["01", "11"] })).toMatch(/, painted on 75 % of the picture$/);
  expect(stands({ depth: 1 })).toMatch(/Height 20 %, row 2 from the front$/);
  expect(versionOf([{ character: "mia", outfit: "gone" }], [MIA])).toBe("Mia in “an outfit”");
  expect([versionOf(["mia", "gone"], [MIA]), versionOf(true, []), versionOf(null, [])]).toEqual([
    "Mia\nsomebody",
    "yes",
    "no",
  ]);
  await speak("de");
  expect(stands({})).toMatch(/^Mia: .*10 %, .* und .*20 %$/);
  expect(said({})).toMatch(/^„Snow!“: /);
});
