import { type PointerEvent, useRef } from "react";

/** So many pixels sideways, and more sideways than down, are a swipe. */
const FAR = 48;

/** Turn with a finger; the buttons and keys do the same (WCAG 2.5.7). */
export function useSwipe(rightToLeft: boolean, turn: (step: 1 | -1) => void) {
  const start = useRef<{ x: number; y: number } | null>(null);
  return {
    onPointerDown: (event: PointerEvent) => {
      start.current = event.pointerType === "touch" ? { x: event.clientX, y: event.clientY } : null;
    },
    onPointerUp: (event: PointerEvent) => {
      if (!start.current) return;
      const across = event.clientX - start.current.x;
      const down = event.clientY - start.current.y;
      start.current = null;
      if (Math.abs(across) < FAR || Math.abs(across) < Math.abs(down)) return;
      const onward = rightToLeft ? across > 0 : across < 0;
      turn(onward ? 1 : -1);
    },
  };
}
