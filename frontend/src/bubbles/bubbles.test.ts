import { describe, expect, it } from "vitest";
import { newBubble, tailCorners } from "./bubbles";

describe("words over a picture", () => {
  it("come one below the other, captions one above the other", () => {
    const first = newBubble("speech", [], 5.4);
    expect(newBubble("speech", [first], 5.4).box.top).toBeGreaterThan(first.box.top);
    const told = newBubble("caption", [first], 5.4);
    expect([told.tail, newBubble("caption", [told], 5.4).box.top < told.box.top]).toEqual([null, true]);
  });

  it("take more of a small picture", () => {
    const { box } = newBubble("speech", [], 1.72);
    expect([box.right - box.left, box.bottom - box.top].map((size) => Math.round(100 * size))).toEqual([
      76, 40,
    ]);
  });

  it("have a tail from their middle, as wide as the book draws it", () => {
    // A bubble of 2 by 1 inches in a picture of 4, its middle 1 inch from left and top, the tip 2 inches below.
    const corners = tailCorners(
      { left: 0, top: 0.125, right: 0.5, bottom: 0.375 },
      { left: 0.25, top: 0.75 },
      4,
    );
    expect(corners.flat().map((inches) => Math.round(100 * inches) / 100)).toEqual([0.84, 1, 1, 3, 1.16, 1]);
  });
});
