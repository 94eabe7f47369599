import { describe, expect, it } from "vitest";
import type { Place } from "../api/types";
import { CELLS, cells, edges, fitted, inside, isPainted, stroked, withCells } from "./areas";

const BOX = { left: 0.25, top: 0.5, right: 0.75, bottom: 1 };
const MIA: Place = { character: "mia", box: BOX, depth: 0, painted: null };
const EMPTY = Array.from({ length: CELLS }, () => "0".repeat(CELLS));

const count = (rows: string[]): number => rows.join("").replaceAll("0", "").length;

describe("a painted area", () => {
  it("begins as the box", () => {
    const rows = cells(MIA);
    expect(count(rows)).toBe((CELLS / 2) * (CELLS / 2));
    expect(withCells(MIA, rows)).toEqual({ ...MIA, painted: rows });
    expect(isPainted(rows, [0.5, 0.75])).toBe(true);
    expect(isPainted(rows, [0.5, 0.25])).toBe(false);
  });

  it("has the box around its cells, and keeps its last ones", () => {
    const dot = stroked(EMPTY, [0.5, 0.5], [0.5, 0.5], 2, "1");
    expect(count(dot)).toBe(4);
    expect(withCells(MIA, dot).box).toEqual({ left: 0.475, top: 0.475, right: 0.525, bottom: 0.525 });
    expect(withCells(MIA, EMPTY)).toBe(MIA);
  });

  it("is drawn by a round brush without gaps, over the edge too", () => {
    const line = stroked(EMPTY, [0, 0.5], [1, 0.5], 8, "1");
    expect(line[20]).toBe("1".repeat(CELLS));
    expect(count(stroked(EMPTY, [0.5, 0.5], [0.5, 0.5], 8, "1"))).toBe(52);
    expect(count(stroked(line, [0, 0.5], [1, 0.5], 8, "0"))).toBe(0);
  });

  it("moves by whole cells with nothing lost, and comes back", () => {
    const painted = withCells(MIA, stroked(cells(MIA), [0.5, 0.5], [0.5, 0.3], 4, "1"));
    const up = { left: 0.05, right: 0.55, top: painted.box.top - 0.1, bottom: 0.9 };
    const away = fitted(painted, up);
    expect(count(away.painted ?? [])).toBe(count(painted.painted ?? []));
    expect(away.box.left).toBeCloseTo(0.05);
    expect(fitted(away, painted.box)).toEqual(painted);
  });

  it("is sized with its box", () => {
    const painted = withCells(MIA, cells(MIA));
    const half = fitted(painted, { ...BOX, right: 0.5 });
    expect(half.box.right).toBe(0.5);
    expect(count(half.painted ?? [])).toBe(count(painted.painted ?? []) / 2);
  });

  it("is read whatever the number of its cells", () => {
    expect(count(cells({ ...MIA, painted: ["10", "00"] }))).toBe((CELLS / 2) * (CELLS / 2));
  });
});

describe("what is drawn of it", () => {
  it("is one run for each row, and a line where it ends", () => {
    const rows = stroked(EMPTY, [0.5, 0.5], [0.5, 0.5], 2, "1");
    expect(inside(rows)).toBe("M19 19h2v1h-2zM19 20h2v1h-2z");
    expect(edges(rows).match(/M/g)).toHaveLength(8);
  });
});
