import { describe, expect, it } from "vitest";
import {
  arranged,
  completed,
  moved,
  percent,
  placesFor,
  resized,
  stacked,
  withPercent,
  withPlace,
} from "./boxes";

const box = { left: 0.2, top: 0.2, right: 0.6, bottom: 0.8 };

describe("a box", () => {
  it("stays in the picture, whole, however far it is moved", () => {
    expect(moved(box, 5, 5)).toEqual({ left: 0.6, top: 0.4, right: 1, bottom: 1 });
    expect(moved(box, -5, -5)).toEqual({ left: 0, top: 0, right: 0.4, bottom: 0.6 });
  });

  it("never gets too small to be seen, nor larger than the picture", () => {
    expect(resized(box, -5, -5)).toEqual({ ...box, right: 0.3, bottom: 0.3 });
    expect(resized(box, 5, 5)).toEqual({ ...box, right: 1, bottom: 1 });
  });

  it("takes numbers", () => {
    expect(percent(withPercent(box, "left", 50), "left")).toBe(50);
    expect(percent(withPercent(box, "width", 30), "width")).toBe(30);
    expect(withPercent(box, "height", 500).bottom).toBe(1);
    expect(withPercent(box, "top", 30)).toEqual({ left: 0.2, top: 0.3, right: 0.6, bottom: 0.9 });
  });
});

describe("presets", () => {
  it.each([1, 2, 3])("of %i go from left to right and fill the picture", (count) => {
    for (const preset of ["beside", "close", "behind"] as const) {
      const boxes = arranged(count, preset);
      expect(boxes[0]?.left).toBe(0);
      expect(boxes.at(-1)?.right).toBeCloseTo(1, 2);
      expect(boxes.map(({ left }) => left)).toEqual(boxes.map(({ left }) => left).toSorted((a, b) => a - b));
    }
  });

  it("put every second one behind", () => {
    expect(placesFor(["a", "b", "c"], "behind").map(({ depth }) => depth)).toEqual([0, 1, 0]);
  });
});

describe("places", () => {
  it("of people out of the picture stay as they are", () => {
    const mia = { character: "mia", box, depth: 0 };
    const rex = { character: "rex", box, depth: 0 };
    expect(withPlace([mia, rex], { ...rex, depth: 1 })).toEqual([mia, { ...rex, depth: 1 }]);
    expect(completed(["rex", "tom"], [mia, rex]).map(({ character }) => character)).toEqual(["rex", "tom"]);
  });

  it("have an order from front to back", () => {
    const all = placesFor(["a", "b", "c"], "beside");
    const back = stacked(all, "a", "back");
    expect(back.map(({ depth }) => depth)).toEqual([2, 0, 1]);
    expect(stacked(back, "c", "front").map(({ depth }) => depth)).toEqual([2, 1, 0]);
  });
});
