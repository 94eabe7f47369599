import { describe, expect, it } from "vitest";
import { spreadsOf, turned } from "./spreads";

describe("what lies open", () => {
  it("is the title, then two pages at a time, and all of them once", () => {
    expect(spreadsOf(5, "two")).toEqual([[0], [1, 2], [3, 4], [5]]);
    expect(spreadsOf(0, "two")).toEqual([[0]]);
  });

  it("is a page alone where it takes both sides, and the one before that where it would not face another", () => {
    const both = (page: number): boolean => page === 2 || page === 5;
    expect(spreadsOf(7, "two", both)).toEqual([[0], [1], [2], [3, 4], [5], [6, 7]]);
    expect(spreadsOf(2, "one", both)).toEqual([[0], [1], [2]]);
  });

  it("is one page on a narrow screen", () => {
    expect(spreadsOf(2, "one")).toEqual([[0], [1], [2]]);
  });
});

describe("turning with keys", () => {
  it("goes on and back, and stays inside the book", () => {
    expect(turned("ArrowRight", 0, 3, false)).toBe(1);
    expect(turned(" ", 2, 3, false)).toBe(2);
    expect(turned("PageUp", 0, 3, false)).toBe(0);
    expect([turned("Home", 2, 3, false), turned("End", 0, 3, false)]).toEqual([0, 2]);
    expect(turned("a", 1, 3, false)).toBeNull();
  });

  it("turns the other way where books are read from right to left", () => {
    expect(turned("ArrowLeft", 0, 3, true)).toBe(1);
    expect(turned("ArrowRight", 1, 3, true)).toBe(0);
  });
});
