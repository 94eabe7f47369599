import { type RefObject, useLayoutEffect, useState } from "react";

/** The book sets a page's text in 18 points, or 16, or 14, whichever fits first; beyond that it flows on. */
const SIZES = ["18", "16", "14"];

/** Sets a page's text to the size that the book will take, and tells when even the smallest is too large. */
export function useFittingSize(box: RefObject<HTMLElement | null>, text: string): boolean {
  const [over, setOver] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is what changes the height that is measured.
  useLayoutEffect(() => {
    const measure = (): void => setOver(!SIZES.some((size) => fits(box.current, size)));
    measure();
    // The first measure may have been made before the book's typeface was there.
    if ("fonts" in document) void document.fonts.ready.then(measure);
  }, [box, text]);
  return over;
}

function fits(element: HTMLElement | null, size: string): boolean {
  if (!element) return true;
  element.dataset.size = size;
  return element.scrollHeight <= element.clientHeight + 2;
}
