import { useEffect } from "react";
import { useLocation } from "react-router";

/** Moves the focus to the part of the screen that the address names: `#text` means `data-part="text"`; unfolds it. */
export function useArrival(): void {
  const { hash, key } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same address asked for again is another arrival.
  useEffect(() => {
    if (!hash) return;
    const part = document.querySelector<HTMLElement>(`[data-part="${CSS.escape(hash.slice(1))}"]`);
    if (part instanceof HTMLDetailsElement) part.open = true;
    part?.focus();
    part?.scrollIntoView({ block: "center" });
  }, [hash, key]);
}
