import { describe, expect, it } from "vitest";
import type { Bubble } from "../api/types";
import { newBubble } from "./bubbles";
import { outline } from "./outline";

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
});

describe("the shape of a bubble", () => {
  // A bubble of 2 by 1 inches in a picture of 4, its middle 1 inch from left and top, the tip 2 inches below. The
  // numbers are those of the book's own test.
  const box = { left: 0, top: 0.125, right: 0.5, bottom: 0.375 };
  const shape = (kind: Bubble["kind"]) => outline({ box, tail: { left: 0.25, top: 0.75 }, kind }, 4);
  const flat = (parts: number[][] | number[][][] | number[]): number[] =>
    parts.flat(2).map((inches) => Math.round(100 * inches) / 100);

  it("has a tail where words are spoken or whispered", () => {
    const said = shape("speech");
    expect(flat(said.triangles)).toEqual([0.84, 1, 1, 3, 1.16, 1]);
    expect([said.corner, said.circles, said.dashed]).toEqual([0.16, [], false]);
    expect(shape("whisper")).toEqual({ ...said, dashed: true });
  });

  it("is a cloud with a trail where they are thought", () => {
    const { circles, triangles, corner } = shape("thought");
    expect([circles.length, triangles, corner]).toEqual([2 * 7 + 2 * 3 + 3, [], 0]);
    expect(flat(circles[0] ?? [])).toEqual([0.14, 0.5, 0.16]);
    expect(flat(circles.at(-4) ?? [])).toEqual([2, 1.33, 0.18]);
    expect(flat(circles.slice(-3))).toEqual([1, 2.1, 0.08, 1, 2.55, 0.06, 1, 3, 0.04]);
  });

  it("has spikes where they are shouted", () => {
    const { triangles, circles } = shape("shout");
    expect([triangles.length, circles]).toEqual([1 + 2 * 7 + 2 * 3, []]);
    expect(flat(triangles[1] ?? [])).toEqual([0.29, 0.53, 0.14, 0.36, 0, 0.53]);
    expect(flat(triangles.at(-1) ?? [])).toEqual([1.97, 1.17, 2.14, 1.33, 1.97, 1.5]);
  });

  it("is a plain box where the teller speaks, whatever the kind", () => {
    const told = outline({ box, tail: null, kind: "shout" }, 4);
    expect([told.corner, told.triangles, told.circles]).toEqual([0.03, [], []]);
  });
});
