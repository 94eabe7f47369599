/**
 * What lies open at a time: page numbers from 1, 0 for the title page. Nothing lies beside a lone last page, beside one
 * that takes both sides, and beside the one before that where it would have been alone.
 */
export function spreadsOf(
  pages: number,
  side: "one" | "two",
  takesBoth: (page: number) => boolean = () => false,
): number[][] {
  const all = Array.from({ length: pages + 1 }, (_, index) => index);
  if (side === "one") return all.map((page) => [page]);
  const open: number[][] = [[0]];
  for (const page of all.slice(1)) {
    const [before = 0, beside] = open.at(-1) ?? [];
    const free = before !== 0 && beside === undefined && !takesBoth(before) && !takesBoth(page);
    if (free) open.splice(-1, 1, [before, page]);
    else open.push([page]);
  }
  return open;
}

/** Where a key leads from an open spread; null where the key means nothing here. */
export function turned(key: string, at: number, spreads: number, rightToLeft: boolean): number | null {
  const onward = rightToLeft ? "ArrowLeft" : "ArrowRight";
  const back = rightToLeft ? "ArrowRight" : "ArrowLeft";
  const clamp = (spread: number): number => Math.min(spreads - 1, Math.max(0, spread));
  if ([onward, "PageDown", " "].includes(key)) return clamp(at + 1);
  if ([back, "PageUp"].includes(key)) return clamp(at - 1);
  if (key === "Home") return 0;
  return key === "End" ? spreads - 1 : null;
}
