/** What lies open at a time: page numbers from 1, 0 for the title page; a lone last page has nothing beside it. */
export function spreadsOf(pages: number, side: "one" | "two"): number[][] {
  const all = Array.from({ length: pages + 1 }, (_, index) => index);
  if (side === "one") return all.map((page) => [page]);
  const rest = all.slice(1);
  const pairs = rest.flatMap((_, index) => (index % 2 === 0 ? [rest.slice(index, index + 2)] : []));
  return [[0], ...pairs];
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
