import { describe, expect, it } from "vitest";
import { besideFold, cells, overTwo, textSide } from "./layout";

/** Worked out by hand for a square of 5.4 inches with gaps of 0.12: panels in each row, and the side of each. */
const WANTED: [count: number, rows: number[], side: number][] = [
  [1, [1], 5.4],
  [2, [2], 2.64],
  [3, [1, 2], 2.64],
  [4, [2, 2], 2.64],
  [5, [2, 3], 1.72],
  [6, [3, 3], 1.72],
];

describe("the panels of a page", () => {
  it.each(WANTED)("are %i squares in rows around the middle", (count, rows, side) => {
    const found = cells(count);
    const tops = [...new Set(found.map(({ top }) => top))];
    expect(tops.map((top) => found.filter((cell) => cell.top === top).length)).toEqual(rows);
    for (const cell of found) expect(5.4 * cell.side).toBeCloseTo(side);
    const right = Math.max(...found.map((cell) => cell.left + cell.side));
    const bottom = Math.max(...found.map((cell) => cell.top + cell.side));
    expect(Math.min(...found.map(({ left }) => left)) + right).toBeCloseTo(1);
    expect(Math.min(...tops) + bottom).toBeCloseTo(1);
  });

  it("begin on the right in a book that is bound there", () => {
    const left = cells(4);
    expect(cells(4, true)).toEqual([left[1], left[0], left[3], left[2]]);
  });
});

describe("a picture over two pages", () => {
  it("is a square of 17.25 inches of which 17 by 8.5 are seen", () => {
    expect(overTwo()).toEqual({ left: "-0.74%", top: "-51.47%", width: "101.47%", height: "202.94%" });
  });

  it("has its words on one side of the fold, 0.75 inches from all edges", () => {
    const box = { left: 0.45, top: 0, right: 0.6, bottom: 0.1 };
    const { left, top, right, bottom } = besideFold(box);
    expect(17.25 * left - 0.125).toBeCloseTo(8.5 + 0.75);
    expect(17.25 * top - 4.375).toBeCloseTo(0.75);
    expect([right - left, bottom - top].map((side) => Math.round(1000 * side))).toEqual([150, 100]);
  });

  it("has its words above the text of the page that is read first", () => {
    const box = { left: 0.1, top: 0.7, right: 0.3, bottom: 0.8 };
    const bottom = (told: "left" | "right" | "none") => 17.25 * besideFold(box, told).bottom - 4.375;
    expect(bottom("left")).toBeCloseTo(6);
    expect([bottom("right"), bottom("none")]).toEqual([7.75, 7.75]);
    expect([textSide("Once", true), textSide("Once", false), textSide(" ", false)]).toEqual([
      "right",
      "left",
      "none",
    ]);
  });

  it("leaves words where they are that stand free, and makes those smaller that a page cannot hold", () => {
    const free = { left: 0.125, top: 0.375, right: 0.375, bottom: 0.5 };
    for (const [name, value] of Object.entries(besideFold(free)))
      expect(value).toBeCloseTo(free[name as keyof typeof free]);
    const wide = besideFold({ left: 0, top: 0.25, right: 0.9, bottom: 0.5 });
    expect(17.25 * (wide.right - wide.left)).toBeCloseTo(7);
  });
});
