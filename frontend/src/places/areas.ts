import type { Box, Place } from "../api/types";
import { clamp } from "./boxes";

/** Cells of a painted area, across as well as down: two for each press of an arrow key. */
export const CELLS = 40;
/** Sides of the brushes, in cells. */
export const BRUSHES = { small: 2, medium: 4, large: 8 } as const;

export type Brush = keyof typeof BRUSHES;
export type Mark = "1" | "0";
/** In fractions of the picture. */
export type Point = readonly [x: number, y: number];

const CENTRES = Array.from({ length: CELLS }, (_, cell) => (cell + 0.5) / CELLS);

/** Rows of cells, each as it is at its centre. */
function rowsOf(inside: (x: number, y: number) => boolean): string[] {
  return CENTRES.map((y) => CENTRES.map((x) => (inside(x, y) ? "1" : "0")).join(""));
}

export function isPainted(rows: string[], [x, y]: Point): boolean {
  const row = rows[Math.floor(y * rows.length)];
  return row?.[Math.floor(x * row.length)] === "1";
}

function contains({ left, top, right, bottom }: Box, x: number, y: number): boolean {
  return x >= left && x < right && y >= top && y < bottom;
}

/** The cells that a place covers, be it painted or a box. */
export function cells({ painted, box }: Place): string[] {
  return rowsOf((x, y) => (painted ? isPainted(painted, [x, y]) : contains(box, x, y)));
}

/** The place with other cells, and the box around them. An area is never empty: without any cell it stays as it was. */
export function withCells(place: Place, rows: string[]): Place {
  const box = around(rows);
  return box ? { ...place, box, painted: rows } : place;
}

function around(rows: string[]): Box | null {
  const lines = rows.flatMap((row, y) => (row.includes("1") ? [y] : []));
  const used = lines.map((y) => rows[y] ?? "");
  const [first, last] = [lines[0], lines.at(-1)];
  if (first === undefined || last === undefined) return null;
  return {
    left: Math.min(...used.map((row) => row.indexOf("1"))) / CELLS,
    top: first / CELLS,
    right: (Math.max(...used.map((row) => row.lastIndexOf("1"))) + 1) / CELLS,
    bottom: (last + 1) / CELLS,
  };
}

/** The place moved or sized to another box; what is painted goes with it, to the nearest cells. */
export function fitted(place: Place, to: Box): Place {
  const { painted, box } = place;
  if (!painted) return { ...place, box: to };
  const across = (box.right - box.left) / (to.right - to.left);
  const down = (box.bottom - box.top) / (to.bottom - to.top);
  const rows = rowsOf(
    (x, y) =>
      contains(to, x, y) &&
      isPainted(painted, [box.left + (x - to.left) * across, box.top + (y - to.top) * down]),
  );
  return withCells(place, rows);
}

/** The rows after a stroke of a round brush; a point is a stroke from itself to itself. */
export function stroked(rows: string[], from: Point, to: Point, side: number, mark: Mark): string[] {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]) * CELLS;
  const steps = Math.max(1, Math.ceil(length));
  let done = rows;
  for (let step = 0; step <= steps; step += 1) {
    const share = step / steps;
    const at = [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share] as const;
    done = dabbed(done, at, side, mark);
  }
  return done;
}

function dabbed(rows: string[], [x, y]: Point, side: number, mark: Mark): string[] {
  const across = Math.round(x * CELLS);
  const down = Math.round(y * CELLS);
  const hit = (column: number, row: number): boolean =>
    Math.hypot(column + 0.5 - across, row + 0.5 - down) <= side / 2;
  return rows.map((line, row) =>
    Math.abs(row + 0.5 - down) > side / 2
      ? line
      : [...line].map((cell, column) => (hit(column, row) ? mark : cell)).join(""),
  );
}

/** The point moved, as far as the picture goes. */
export function stepped([x, y]: Point, across: number, down: number): Point {
  return [clamp(x + across, 0, 1), clamp(y + down, 0, 1)];
}

/** SVG path data of the cells, one cell being 1 × 1. */
export function inside(rows: string[]): string {
  return rows
    .flatMap((row, y) =>
      [...row.matchAll(/1+/g)].map(({ 0: run, index }) => `M${index} ${y}h${run.length}v1h-${run.length}z`),
    )
    .join("");
}

/** SVG path data of the line around the cells. */
export function edges(rows: string[]): string {
  const filled = (x: number, y: number): boolean => rows[y]?.[x] === "1";
  const lines: string[] = [];
  for (let y = 0; y <= CELLS; y += 1) {
    for (let x = 0; x <= CELLS; x += 1) {
      if (filled(x, y) !== filled(x, y - 1)) lines.push(`M${x} ${y}h1`);
      if (filled(x, y) !== filled(x - 1, y)) lines.push(`M${x} ${y}v1`);
    }
  }
  return lines.join("");
}
