import { useState } from "react";

/** Whether something was so since the screen is open: what came stays, and so does the focus in it. */
export function useOnce(now: boolean): boolean {
  const [once, setOnce] = useState(now);
  if (now && !once) setOnce(true);
  return once || now;
}
