import type { Box, Page } from "../api/types";

/** Inches, as storyboard/publishing has them: between panels, and a side of the place for pictures. */
const GAP = 0.12;
const SIDE = 5.4;

/** Panels in each row of a square, from the top, for each number of panels. */
const ROWS: Record<number, number[]> = { 1: [1], 2: [2], 3: [1, 2], 4: [2, 2], 5: [2, 3], 6: [3, 3] };

export const MOST_PANELS = 6;

/** A page, and how far from its edges words over a picture stay that goes over two of them; inches. */
const PAGE = 8.5;
const INSET = 0.75;
/** The square that such a picture is drawn as: as wide as both pages and what is painted beyond their edges. */
const SPREAD = 17.25;
/** Where the white under the text can begin. */
const TEXT_TOP = 6.0;

/** A square in shares of the place for pictures, from its top left corner. */
export interface Cell {
  left: number;
  top: number;
  side: number;
}

/** Where the panels of a page stand, in the order of reading; rows of a book bound on the right begin there. */
export function cells(count: number, rightBound = false): Cell[] {
  const rows = ROWS[count] ?? [];
  const most = Math.max(...rows, rows.length);
  const side = (SIDE - GAP * (most - 1)) / most;
  const length = (panels: number): number => panels * side + GAP * (panels - 1);
  return rows.flatMap((columns, row) => {
    const top = (SIDE - length(rows.length)) / 2 + row * (side + GAP);
    const places = Array.from({ length: columns }, (_, at) => ({
      left: ((SIDE - length(columns)) / 2 + at * (side + GAP)) / SIDE,
      top: top / SIDE,
      side: side / SIDE,
    }));
    return rightBound ? places.toReversed() : places;
  });
}

/** The side of each of a page’s panels, in inches. */
export function sideOf({ panels, spread }: Pick<Page, "panels" | "spread">): number {
  return spread ? SPREAD : SIDE * (cells(panels.length)[0]?.side ?? 1);
}

/** The square as a style of what stands on both pages: its middle is seen. */
export function overTwo() {
  const [across, down] = [(SPREAD - 2 * PAGE) / 2, (SPREAD - PAGE) / 2];
  return {
    left: percent(-across / (2 * PAGE)),
    top: percent(-down / PAGE),
    width: percent(SPREAD / (2 * PAGE)),
    height: percent(SPREAD / PAGE),
  };
}

/** Which of both pages has the text: the one that is read first, where there is any. */
export function textSide(text: string, rightBound: boolean): "left" | "right" | "none" {
  if (text.trim() === "") return "none";
  return rightBound ? "right" : "left";
}

/**
 * Where the book puts words over such a picture: on one page or the other, away from the fold and the edges, and above
 * the text.
 */
export function besideFold(
  { left, top, right, bottom }: Box,
  told: ReturnType<typeof textSide> = "none",
): Box {
  const [across, down] = [(SPREAD - 2 * PAGE) / 2, (SPREAD - PAGE) / 2];
  const start = ((left + right) / 2) * SPREAD - across > PAGE ? PAGE : 0;
  const free = told === (start > 0 ? "right" : "left") ? TEXT_TOP : PAGE - INSET;
  const x = kept(left * SPREAD - across, right * SPREAD - across, [start + INSET, start + PAGE - INSET]);
  const y = kept(top * SPREAD - down, bottom * SPREAD - down, [INSET, free]);
  return {
    left: (x.from + across) / SPREAD,
    top: (y.from + down) / SPREAD,
    right: (x.to + across) / SPREAD,
    bottom: (y.to + down) / SPREAD,
  };
}

/** A stretch moved into what is free, and made no longer than that. */
function kept(
  from: number,
  to: number,
  [first, last]: [first: number, last: number],
): { from: number; to: number } {
  const long = Math.min(to - from, last - first);
  const moved = Math.min(Math.max(from, first), last - long);
  return { from: moved, to: moved + long };
}

/** A cell as a style of what stands in the place for pictures. */
export function placed({ left, top, side }: Cell) {
  return { left: percent(left), top: percent(top), width: percent(side), height: percent(side) };
}

export function percent(share: number): string {
  return `${Math.round(1e4 * share) / 100}%`;
}
