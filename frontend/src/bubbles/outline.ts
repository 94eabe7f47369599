import type { Bubble } from "../api/types";

/* The shape of a bubble in inches, as storyboard/publishing/outline.py has it: the book draws the same numbers. */

type Corner = [x: number, y: number];
type Triangle = [Corner, Corner, Corner];
type Circle = [x: number, y: number, radius: number];

interface Outline {
  /** The sides of its box. */
  place: { x: number; y: number; width: number; height: number };
  /** Radius of the box's corners. */
  corner: number;
  /** A tail, spikes. */
  triangles: Triangle[];
  /** A cloud, and what leads to who thinks. */
  circles: Circle[];
  dashed: boolean;
}

const ROUND = 0.16;
const SHARP = 0.03;
const PIECE = 0.3;
const SPIKE = 0.14;
const FOOT = 0.03;
const BULGE = 1.1;
const TRAIL: [far: number, radius: number][] = [
  [0.4, 0.08],
  [0.7, 0.055],
  [1.0, 0.035],
];

/** Of words that are told, or said in some way; `side` is the picture's. */
export function outline({ box, tail, kind }: Pick<Bubble, "box" | "tail" | "kind">, side: number): Outline {
  const place = {
    x: side * box.left,
    y: side * box.top,
    width: side * (box.right - box.left),
    height: side * (box.bottom - box.top),
  };
  const plain: Outline = { place, corner: SHARP, triangles: [], circles: [], dashed: false };
  if (!tail) return plain;
  const tip: Corner = [side * tail.left, side * tail.top];
  if (kind === "thought") {
    const cloud = pieces(place).map(([x, y, half]): Circle => [x, y, BULGE * half]);
    return { ...plain, corner: 0, circles: [...cloud, ...trail(place, tip)] };
  }
  const tailed = [tailOf(place, tip)];
  if (kind === "shout") return { ...plain, corner: 0, triangles: [...tailed, ...pieces(place).map(spike)] };
  const corner = Math.min(ROUND, place.height / 2, place.width / 2);
  return { ...plain, corner, triangles: tailed, dashed: kind === "whisper" };
}

type Place = Outline["place"];
type Piece = [x: number, y: number, half: number, out: Corner];

/** The edge in equal pieces: the middle of each, half its length, and the way out. */
function pieces({ x, y, width, height }: Place): Piece[] {
  const spread = (length: number): [half: number, middles: number[]] => {
    const count = Math.max(1, Math.round(length / PIECE));
    return [length / count / 2, Array.from({ length: count }, (_, at) => ((at + 0.5) * length) / count)];
  };
  const [half, across] = spread(width);
  const [upright, down] = spread(height);
  return [
    ...across.flatMap((at): Piece[] => [
      [x + at, y, half, [0, -1]],
      [x + at, y + height, half, [0, 1]],
    ]),
    ...down.flatMap((at): Piece[] => [
      [x, y + at, upright, [-1, 0]],
      [x + width, y + at, upright, [1, 0]],
    ]),
  ];
}

function spike([x, y, half, [right, below]]: Piece): Triangle {
  const [footX, footY] = [x - FOOT * right, y - FOOT * below];
  return [
    [footX - half * below, footY - half * right],
    [x + SPIKE * right, y + SPIKE * below],
    [footX + half * below, footY + half * right],
  ];
}

/** A triangle from the bubble's middle to the tip. */
function tailOf(place: Place, tip: Corner): Triangle {
  const [x, y] = middle(place);
  const [across, down] = [tip[0] - x, tip[1] - y];
  const long = Math.hypot(across, down) || 1;
  const half = Math.min(0.16, place.width / 5, place.height / 4);
  const [aside, below] = [(-down / long) * half, (across / long) * half];
  return [[x + aside, y + below], tip, [x - aside, y - below]];
}

/** From where the way to the tip leaves the box. */
function trail(place: Place, tip: Corner): Circle[] {
  const [x, y] = middle(place);
  const [across, down] = [tip[0] - x, tip[1] - y];
  const begin = 1 / Math.max(1, (2 * Math.abs(across)) / place.width, (2 * Math.abs(down)) / place.height);
  return TRAIL.map(([far, radius]) => {
    const share = begin + (1 - begin) * far;
    return [x + across * share, y + down * share, radius];
  });
}

function middle({ x, y, width, height }: Place): Corner {
  return [x + width / 2, y + height / 2];
}
