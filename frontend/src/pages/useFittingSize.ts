import { type RefObject, useLayoutEffect, useState } from "react";
import { sizesFor } from "../story/readers";

/** Sets a page's text to the size that the book will take, and tells when even the smallest is too large. */
export function useFittingSize(box: RefObject<HTMLElement | null>, text: string, readers: string): boolean {
  const [over, setOver] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is what changes the height that is measured.
  useLayoutEffect(() => {
    const measure = (): void => setOver(!fitting(box.current, sizesFor(readers)));
    measure();
    // The first measure may have been made before the book's typeface was there.
    if ("fonts" in document) void document.fonts.ready.then(measure);
  }, [box, text, readers]);
  return over;
}

/** Measured in the book's typeface, whatever the writer likes to write in. */
function fitting(element: HTMLElement | null, sizes: string[]): boolean {
  element?.classList.add("paper__text--measured");
  const fits = sizes.some((size) => fitsIn(element, size));
  element?.classList.remove("paper__text--measured");
  return fits;
}

function fitsIn(element: HTMLElement | null, size: string): boolean {
  if (!element) return true;
  element.dataset.size = size;
  return element.scrollHeight <= element.clientHeight + 2;
}
