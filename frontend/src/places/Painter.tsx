import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import type { Place } from "../api/types";
import { t } from "../language/language";
import {
  BRUSHES,
  type Brush,
  CELLS,
  cells,
  isPainted,
  type Mark,
  type Point,
  stepped,
  stroked,
  withCells,
} from "./areas";
import { arrow } from "./keys";
import { Shape } from "./Shape";

interface PainterProps {
  place: Place;
  name: string;
  pattern: number;
  mark: Mark;
  brush: Brush;
  help: string;
  onChange(place: Place): void;
}

/** Keys that press the brush down. */
const PRESSED = new Set([" ", "Enter"]);

/** The stage under a brush: drawn with the pointer, or moved by arrow keys and pressed down with the space bar. */
export function Painter({ place, name, pattern, mark, brush, help, onChange }: PainterProps) {
  const side = BRUSHES[brush];
  const known = cells(place);
  const [at, setAt] = useState<Point>(() => middle(place));
  const [stroke, setStroke] = useState<string[] | null>(null);
  const last = useRef<Point | null>(null);
  const rows = stroke ?? known;

  const paint = (from: Point, to: Point): void =>
    onChange(withCells(place, stroked(known, from, to, side, mark)));
  const press = (event: KeyboardEvent): void => {
    const way = arrow(event);
    if (way) {
      const to = stepped(at, ...way);
      setAt(to);
      if (event.shiftKey) paint(at, to);
    } else if (PRESSED.has(event.key)) paint(at, at);
    else return;
    event.preventDefault();
  };
  const draw = (event: PointerEvent<HTMLElement>): void => {
    const to = pointOf(event);
    setAt(to);
    if (!last.current) return;
    setStroke(stroked(rows, last.current, to, side, mark));
    last.current = to;
  };
  const end = (keep: boolean): void => {
    if (keep && stroke) onChange(withCells(place, stroke));
    last.current = null;
    setStroke(null);
  };
  return (
    <>
      <Shape rows={rows} pattern={pattern} />
      <button
        type="button"
        className="painter"
        aria-describedby={help}
        aria-label={spoken(name, at, rows)}
        onKeyDown={press}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          last.current = pointOf(event);
          draw(event);
        }}
        onPointerMove={draw}
        onPointerUp={() => end(true)}
        onPointerCancel={() => end(false)}
      >
        <span
          className="place__name"
          style={{ left: `${100 * place.box.left}%`, top: `${100 * place.box.top}%` }}
        >
          {name}
        </span>
        <span
          className="painter__brush"
          data-mark={mark}
          style={{ left: `${100 * at[0]}%`, top: `${100 * at[1]}%`, width: `${(100 * side) / CELLS}%` }}
        />
      </button>
    </>
  );
}

function middle({ box }: Place): Point {
  // On a crossing of the cells, where the arrow keys go.
  const whole = (value: number): number => Math.round(value * (CELLS / 2)) / (CELLS / 2);
  return [whole((box.left + box.right) / 2), whole((box.top + box.bottom) / 2)];
}

function pointOf(event: PointerEvent<HTMLElement>): Point {
  const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
  return stepped([(event.clientX - left) / width, (event.clientY - top) / height], 0, 0);
}

function spoken(name: string, at: Point, rows: string[]): string {
  const [left, top] = [Math.round(100 * at[0]), Math.round(100 * at[1])];
  const where = { name, left, top };
  return isPainted(rows, at)
    ? t("Brush for {{name}}: {{left}} % from the left, {{top}} % from the top, painted", where)
    : t("Brush for {{name}}: {{left}} % from the left, {{top}} % from the top, empty", where);
}
