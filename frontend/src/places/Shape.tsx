import { useId } from "react";
import { CELLS, edges, inside } from "./areas";

/** A painted area over the whole stage, in somebody's colour and pattern. */
export function Shape({ rows, pattern }: { rows: string[]; pattern: number }) {
  const id = useId();
  return (
    <span className="shape tint" data-pattern={pattern} aria-hidden="true">
      <svg viewBox={`0 0 ${CELLS} ${CELLS}`} role="presentation">
        <clipPath id={id} clipPathUnits="objectBoundingBox">
          <path d={inside(rows)} transform={`scale(${1 / CELLS})`} />
        </clipPath>
        <path className="shape__edge" d={edges(rows)} />
      </svg>
      <span className="shape__fill" style={{ clipPath: `url("#${id}")` }} />
    </span>
  );
}
