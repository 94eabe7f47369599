import { useSyncExternalStore } from "react";

const query = (): MediaQueryList => window.matchMedia("(max-width: 44rem), (orientation: portrait)");

function subscribe(listener: () => void): () => void {
  const media = query();
  media.addEventListener("change", listener);
  return () => media.removeEventListener("change", listener);
}

/** Whether two pages side by side would be too small to read. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => query().matches);
}
