import type { Box, Bubble, Place, Point } from "../api/types";
import { moved } from "../places/boxes";

/** How many one picture can have, and the letters of each. */
export const MOST_BUBBLES = 12;
export const LONGEST_BUBBLE = 300;

/** How far a new one stands below the one before. */
const STRIDE = 0.12;
const MOUTH: Point = { left: 0.5, top: 0.5 };

/** Room for a few words: in a small picture they need more of it. `side` is the picture's, in inches. */
function room(kind: Kind, side: number): Box {
  const share = (value: number): number => Math.round(100 * value) / 100;
  if (kind === "caption") return { left: 0.05, top: share(0.89 - 0.3 / side), right: 0.95, bottom: 0.96 };
  return { left: 0.06, top: 0.05, right: share(0.41 + 0.7 / side), bottom: share(0.17 + 0.48 / side) };
}

type Kind = "speech" | "caption";

/** New words over a picture that has these: said by somebody, or told. */
export function newBubble(kind: Kind, bubbles: Bubble[], side: number): Bubble {
  const own = bubbles.filter(({ tail }) => (tail ? "speech" : "caption") === kind).length % 4;
  const down = kind === "speech" ? STRIDE : -STRIDE;
  return {
    text: "",
    speaker: null,
    box: moved(room(kind, side), 0, own * down),
    tail: kind === "speech" ? MOUTH : null,
    kind: "speech",
  };
}

/** With the numbers that they are known by, in the order of reading. */
export function numbered(bubbles: Bubble[]): { number: number; bubble: Bubble }[] {
  return bubbles.map((bubble, index) => ({ number: index + 1, bubble }));
}

export function withBubble(bubbles: Bubble[], index: number, fresh: Bubble): Bubble[] {
  return bubbles.toSpliced(index, 1, fresh);
}

/** A tail as a box without size, which moves and has numbers as a box does. */
export function tip({ left, top }: Point): Box {
  return { left, top, right: left, bottom: top };
}

/** The bubble said by somebody; the tail points to where they stand, if that is known. */
export function spokenBy(bubble: Bubble, speaker: string | null, places: Place[]): Bubble {
  const box = places.find(({ character }) => character === speaker)?.box;
  const mouth = box && { left: (box.left + box.right) / 2, top: box.top + (box.bottom - box.top) / 4 };
  return { ...bubble, speaker, tail: bubble.tail && (mouth ?? bubble.tail) };
}
