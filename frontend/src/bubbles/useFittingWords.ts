import { type RefObject, useLayoutEffect, useState } from "react";
import type { Bubble } from "../api/types";

/** The book sets the words of a bubble in the first of these sizes that fits, in points with their leading. */
const SIZES: [size: number, leading: number][] = [
  [18, 23],
  [16, 21],
  [14, 18],
  [12, 16],
  [10, 13],
  [8, 11],
  [7, 9],
];

/**
 * Sets words to the size that the book will take. Returns the height that they need, in shares of the picture, where even
 * the smallest does not fit into their box; else 0.
 */
export function useFittingWords(
  words: RefObject<HTMLElement | null>,
  bubble: Pick<Bubble, "text" | "box">,
): number {
  const [needed, setNeeded] = useState(0);
  const what = JSON.stringify([bubble.text, bubble.box]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: words and box are what changes the sizes that are measured.
  useLayoutEffect(() => {
    const measure = (): void =>
      setNeeded(SIZES.some((style) => fits(words.current, style)) ? 0 : shareOf(words.current));
    measure();
    // The first measure may have been made before the book's typeface was there.
    if ("fonts" in document) void document.fonts.ready.then(measure);
  }, [words, what]);
  return needed;
}

function fits(element: HTMLElement | null, [size, leading]: [number, number]): boolean {
  const box = element?.parentElement;
  if (!element || !box) return true;
  element.style.fontSize = `calc(${size} * var(--pt))`;
  element.style.lineHeight = `calc(${leading} * var(--pt))`;
  return element.scrollHeight <= box.clientHeight + 1 && element.scrollWidth <= box.clientWidth + 1;
}

function shareOf(element: HTMLElement | null): number {
  const picture = element?.closest(".paper__panel")?.clientHeight;
  return element && picture ? element.scrollHeight / picture : 0;
}
