import type { KeyboardEvent } from "react";
import { STEP } from "./boxes";

const ARROWS: Record<string, readonly [across: number, down: number]> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
};

/** How far an arrow key goes, in fractions of the picture; left is left in every language. */
export function arrow({
  key,
  ctrlKey,
  altKey,
  metaKey,
}: KeyboardEvent): readonly [across: number, down: number] | null {
  return ctrlKey || altKey || metaKey ? null : (ARROWS[key] ?? null);
}
