import type { Finding, Proof } from "../api/types";
import { spreadsOf } from "../reading/spreads";

/** What lies open: printed pages by their place from 0, or the cover. */
export type Leaf = number | "cover";

/** All that can lie open, in order: the cover, the first page alone, then pairs, or page by page where it is narrow. */
export function openings(proof: Pick<Proof, "pages" | "cover">, narrow: boolean): Leaf[][] {
  const pages: Leaf[][] =
    proof.pages.length === 0 ? [] : spreadsOf(proof.pages.length - 1, narrow ? "one" : "two");
  return proof.cover ? [["cover"], ...pages] : pages;
}

/** What shows a finding; null where it is about no page in particular. */
export function leafOf(finding: Finding, proof: Pick<Proof, "pages" | "cover">): Leaf | null {
  if (finding.sheet !== null) return finding.sheet;
  if (/^(spine|cover)_/.test(finding.code)) return proof.cover ? "cover" : null;
  if (finding.page === null) return null;
  const place = proof.pages.findIndex((page) => page.story_page === finding.page);
  return place < 0 ? null : place;
}
