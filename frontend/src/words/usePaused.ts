import { useEffect, useState } from "react";

const PAUSE_MS = 350;

/** What is typed as it stood when the writer last paused. */
export function usePaused<Typed extends string | number>(typed: Typed): Typed {
  const [paused, setPaused] = useState(typed);
  useEffect(() => {
    const timer = window.setTimeout(() => setPaused(typed), PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [typed]);
  return paused;
}
