import { aFinding, aJob, aProof } from "./objects";

const numbers = {
  about: "",
  matter: true,
  spine_by_hand: false,
  least_pages: 1,
  facing: false,
  checked: "2026-11-25",
  sources: ["https://kdp.amazon.com"],
};
const profiles = [
  { ...numbers, id: "screen", name: "Screen PDF", trims: ["Square"], matter: false, facing: true },
  {
    ...numbers,
    id: "kdp-paperback",
    name: "Amazon KDP paperback",
    trims: ["Square", "Tall"],
    least_pages: 24,
  },
  { ...numbers, id: "ingramspark", name: "IngramSpark", trims: ["Square"], spine_by_hand: true },
];
const finding = aFinding({
  level: "error",
  code: "low_resolution",
  message: "29 dots per inch.",
  page: 1,
});

function checked(stops: boolean) {
  return { pages: 24, stops, findings: stops ? [finding] : [], enlarger: "smoothing", press: "" };
}

/** What the studio says of the destinations and of a story’s book. */
export function answers(stops: boolean): Record<string, [number, unknown]> {
  return {
    "GET /api/profiles": [200, profiles],
    "POST /api/stories/story-1/preflight": [200, checked(stops)],
    "POST /api/stories/story-1/proof": [200, aProof(4)],
    "POST /api/stories/story-1/export": [202, aJob({ kind: "export" })],
  };
}
