import { expect, it } from "vitest";
import { inUnit, widthIn } from "./width";

it("reads a width as people write it", () => {
  expect(widthIn("0.25", "in")).toBe(0.25);
  expect(widthIn(" 6,35 ", "mm")).toBe(0.25);
  expect(widthIn("٦٫٣٥", "mm")).toBe(0.25);
  for (const wrong of ["", "wide", "-1", "0", "1e9", "Infinity", "102"]) expect(widthIn(wrong, "mm")).toBe(0);
});

it("writes one back", () => {
  expect([inUnit(0.25, "mm"), inUnit(0.25, "in"), inUnit(0, "mm")]).toEqual(["6.35", "0.25", ""]);
});
