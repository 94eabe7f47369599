import type { Box } from "../api/types";
import { t } from "../language/language";
import { listed } from "../language/lists";
import { percent, type Side } from "./boxes";

/** The four numbers of a box, as they are called. */
export const SIDES = (): [Side, string][] => [
  ["left", t("From the left")],
  ["top", t("From the top")],
  ["width", t("Width")],
  ["height", t("Height")],
];

/** A box, or some of its numbers, in words: "From the left 10 %, From the top 5 %". */
export function inNumbers(box: Box, sides: Side[] = ["left", "top", "width", "height"]): string {
  const named = SIDES().filter(([side]) => sides.includes(side));
  return listed(named.map(([side, label]) => `${label} ${percent(box, side)} %`));
}
