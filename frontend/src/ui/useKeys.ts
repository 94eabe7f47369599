import { useLayoutEffect, useRef } from "react";

/** Hears the keys of the whole window from before the screen is painted: one pressed on sight of it counts. */
export function useKeys(press: (event: KeyboardEvent) => void): void {
  const latest = useRef(press);
  useLayoutEffect(() => {
    latest.current = press;
  });
  useLayoutEffect(() => {
    const hear = (event: KeyboardEvent): void => latest.current(event);
    window.addEventListener("keydown", hear);
    return () => window.removeEventListener("keydown", hear);
  }, []);
}
