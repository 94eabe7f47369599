import type { Box, Bubble } from "../api/types";
import { percent } from "../pages/layout";
import { outline } from "./outline";

/** Inches, as storyboard/publishing has it. */
const PADDING = 0.09;

/** A box as a style of what stands in a picture. */
export function boxStyle({ left, top, right, bottom }: Box) {
  return {
    left: percent(left),
    top: percent(top),
    width: percent(right - left),
    height: percent(bottom - top),
  };
}

/** The inside of a bubble, where its words stand. */
export function insideStyle(box: Box, side: number) {
  const across = Math.min(PADDING / side, (box.right - box.left) / 3);
  const down = Math.min(PADDING / side, (box.bottom - box.top) / 3);
  const inner = {
    left: box.left + across,
    top: box.top + down,
    right: box.right - across,
    bottom: box.bottom - down,
  };
  return boxStyle(inner);
}

/** The box as the book makes it where its words need more height: about the same middle. */
export function grown(box: Box, needed: number, side: number): Box {
  if (needed === 0) return box;
  const middle = (box.top + box.bottom) / 2;
  const half = needed / 2 + PADDING / side;
  return { ...box, top: middle - half, bottom: middle + half };
}

interface BubbleShapeProps {
  bubble: Pick<Bubble, "box" | "tail" | "kind">;
  /** Of the picture, in inches. */
  side: number;
}

/** White with an edge, and a tail to who speaks: the edge first and white over it, so that all become one shape. */
export function BubbleShape({ bubble, side }: BubbleShapeProps) {
  const { place, corner, triangles, circles, dashed } = outline(bubble, side);
  return (
    <svg className="bubble__shape" viewBox={`0 0 ${side} ${side}`} aria-hidden="true">
      {["bubble__edge", "bubble__white"].map((look) => (
        <g key={look} className={look} data-dashed={dashed || undefined}>
          {triangles.map((corners) => (
            <polygon key={String(corners)} points={corners.map((point) => point.join(",")).join(" ")} />
          ))}
          {circles.map(([x, y, radius]) => (
            <circle key={`${x} ${y} ${radius}`} cx={x} cy={y} r={radius} />
          ))}
          <rect {...place} rx={corner} />
        </g>
      ))}
    </svg>
  );
}
