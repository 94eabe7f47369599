import { expect, it } from "vitest";
import { aPage, aPanel, aPicture } from "../testing/objects";
import { gapsOf } from "./gaps";

it("names what each page lacks, and is silent about whole pages", () => {
  const drawn = aPanel({ pictures: [aPicture()] });
  const kept = { ...drawn, kept: "picture-1" };
  const pages = [
    aPage({ id: "whole", text: "Once", panels: [kept] }),
    aPage({ id: "bare" }),
    aPage({ id: "unkept", text: "Once", panels: [drawn] }),
    aPage({ id: "wordless", panels: [kept] }),
  ];
  expect(gapsOf(pages).map(({ number, sentence }) => `${number} ${sentence}`)).toEqual([
    "2 is empty.",
    "3 has tries, but none is kept.",
    "4 has no text.",
  ]);
});
