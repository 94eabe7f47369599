import { type PointerEvent, useRef, useState } from "react";
import type { Box } from "../api/types";

type Change = (box: Box, across: number, down: number) => Box;

interface Dragged {
  pointer: number;
  x: number;
  y: number;
  change: Change;
}

/** The box while it is dragged; what it has become is told once, when it is let go. */
export function useDrag(box: Box, onDone: (box: Box) => void) {
  const [live, setLive] = useState<Box | null>(null);
  const from = useRef<Dragged | null>(null);
  const at = (event: PointerEvent<HTMLElement>): Box | null => {
    const stage = event.currentTarget.closest(".stage, .paper__panel")?.getBoundingClientRect();
    if (!from.current || from.current.pointer !== event.pointerId || !stage) return null;
    const { x, y, change } = from.current;
    return change(box, (event.clientX - x) / stage.width, (event.clientY - y) / stage.height);
  };
  const end = (done: Box | null): void => {
    from.current = null;
    setLive(null);
    if (done) onDone(done);
  };
  const handlers = (change: Change) => ({
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.button !== 0 || from.current) return;
      event.stopPropagation();
      event.currentTarget.setPointerCapture(event.pointerId);
      from.current = { pointer: event.pointerId, x: event.clientX, y: event.clientY, change };
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      const next = at(event);
      if (next) setLive(next);
    },
    onPointerUp(event: PointerEvent<HTMLElement>) {
      if (from.current) end(live && at(event));
    },
    onPointerCancel() {
      if (from.current) end(null);
    },
  });
  return { box: live ?? box, handlers };
}
