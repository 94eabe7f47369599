import { describe, expect, it } from "vitest";
import { cells, inches } from "./layout";

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
    for (const cell of found) expect(inches(cell)).toBeCloseTo(side);
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
