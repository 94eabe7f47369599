import { expect, it } from "vitest";
import { aFinding, aProof } from "../testing/objects";
import { leafOf, openings } from "./leaves";

it("opens the cover, the first page alone, and then pairs", () => {
  expect(openings(aProof(4), false)).toEqual([["cover"], [0], [1, 2], [3]]);
  expect(openings({ ...aProof(4), cover: null }, false)).toEqual([[0], [1, 2], [3]]);
  expect(openings({ ...aProof(2), cover: null }, true)).toEqual([[0], [1]]);
  expect(openings({ pages: [], cover: null }, false)).toEqual([]);
});

it("finds the page that shows a finding", () => {
  const proof = aProof(4);
  expect(leafOf(aFinding({ sheet: 3 }), proof)).toBe(3);
  expect(leafOf(aFinding({ page: 2 }), proof)).toBe(2);
  expect(leafOf(aFinding({ page: 9 }), proof)).toBeNull();
  expect(leafOf(aFinding({ code: "page_count" }), proof)).toBeNull();
  expect(leafOf(aFinding({ code: "spine_text" }), proof)).toBe("cover");
  expect(leafOf(aFinding({ code: "spine_text" }), { ...proof, cover: null })).toBeNull();
  expect(leafOf(aFinding({ code: "cover_not_drawn", page: 2 }), proof)).toBe("cover");
});
