/** Inches, as storyboard/publishing has them: between panels, and a side of the place for pictures. */
const GAP = 0.12;
const SIDE = 5.4;

/** Panels in each row of a square, from the top, for each number of panels. */
const ROWS: Record<number, number[]> = { 1: [1], 2: [2], 3: [1, 2], 4: [2, 2], 5: [2, 3], 6: [3, 3] };

export const MOST_PANELS = 6;

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

/** The side of each of so many panels, in inches. */
export function sideOf(count: number): number {
  return SIDE * (cells(count)[0]?.side ?? 1);
}

/** A cell as a style of what stands in the place for pictures. */
export function placed({ left, top, side }: Cell) {
  return { left: percent(left), top: percent(top), width: percent(side), height: percent(side) };
}

/** A side of a cell in inches. */
export function inches({ side }: Cell): number {
  return SIDE * side;
}

export function percent(share: number): string {
  return `${Math.round(1e4 * share) / 100}%`;
}
