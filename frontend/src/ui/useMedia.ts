import { useCallback, useSyncExternalStore } from "react";

/** Two pages side by side would be too small to read. */
export const NARROW = "(max-width: 44rem), (orientation: portrait)";
/** Even one picture over two pages is too small for words. In reading.css, too. */
export const TINY = "(max-width: 44rem) and (orientation: portrait)";

/** Whether the window is as a media query says. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = window.matchMedia(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}
