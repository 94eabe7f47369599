import type { Box, Place } from "../api/types";

/** The smallest side of a place, in fractions of the picture. */
export const LEAST = 0.1;
/** How far one press of a key goes. */
export const STEP = 0.05;

const round = (value: number): number => Math.round(value * 1000) / 1000;
export const clamp = (value: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, value));

/** The box moved, with its size, as far as the picture goes. */
export function moved(box: Box, across: number, down: number): Box {
  const width = box.right - box.left;
  const height = box.bottom - box.top;
  const left = round(clamp(box.left + across, 0, 1 - width));
  const top = round(clamp(box.top + down, 0, 1 - height));
  return { left, top, right: round(left + width), bottom: round(top + height) };
}

/** The box with its lower right corner moved; it stays in the picture and large enough to be seen. */
export function resized(box: Box, across: number, down: number): Box {
  return {
    ...box,
    right: round(clamp(box.right + across, box.left + LEAST, 1)),
    bottom: round(clamp(box.bottom + down, box.top + LEAST, 1)),
  };
}

export type Side = "left" | "top" | "width" | "height";

/** One of the four numbers of a box, in per cent. */
export function percent(box: Box, side: Side): number {
  const value = { left: box.left, top: box.top, width: box.right - box.left, height: box.bottom - box.top };
  return Math.round(100 * value[side]);
}

/** The box with one of its numbers set; where it does not fit, as near to it as possible. */
export function withPercent(box: Box, side: Side, value: number): Box {
  const to = value / 100;
  if (side === "left") return moved(box, to - box.left, 0);
  if (side === "top") return moved(box, 0, to - box.top);
  if (side === "width") return resized(box, box.left + to - box.right, 0);
  return resized(box, 0, box.top + to - box.bottom);
}

export type Preset = "beside" | "close" | "behind";

/** Boxes for so many, from left to right. */
export function arranged(count: number, preset: Preset): Box[] {
  const widths = { beside: 1 / count, close: Math.min(1, 1.3 / count), behind: Math.min(1, 1.5 / count) };
  const width = widths[preset];
  const stride = count > 1 ? (1 - width) / (count - 1) : 0;
  return Array.from({ length: count }, (_, index) => {
    const left = count > 1 ? index * stride : 0;
    const back = preset === "behind" && index % 2 === 1;
    return {
      left: round(left),
      top: back ? 0.05 : 0.15,
      right: round(left + width),
      bottom: back ? 0.85 : 1,
    };
  });
}

/** Places for everybody in the picture, in a preset's order. */
export function placesFor(cast: string[], preset: Preset): Place[] {
  return arranged(cast.length, preset).map((box, index) => ({
    character: cast[index] ?? "",
    box,
    depth: preset === "behind" ? index % 2 : 0,
    painted: null,
  }));
}

/** The places of those who are in the picture; who has none gets one of the side-by-side preset. */
export function completed(cast: string[], places: Place[]): Place[] {
  const preset = placesFor(cast, "beside");
  return cast.flatMap((character, index) => {
    const found = places.find((place) => place.character === character) ?? preset[index];
    return found ? [found] : [];
  });
}

/** All places with one of them replaced; those of people who are out of the picture stay. */
export function withPlace(places: Place[], fresh: Place): Place[] {
  const known = places.some((place) => place.character === fresh.character);
  return known
    ? places.map((place) => (place.character === fresh.character ? fresh : place))
    : [...places, fresh];
}

/** The places with somebody brought in front of everybody else, or put behind everybody. */
export function stacked(places: Place[], character: string, way: "front" | "back"): Place[] {
  const others = places.filter((place) => place.character !== character);
  const order = others.toSorted((a, b) => a.depth - b.depth);
  const who = places.filter((place) => place.character === character);
  const all = way === "front" ? [...who, ...order] : [...order, ...who];
  const depths = new Map(all.map((place, depth) => [place.character, depth]));
  return places.map((place) => ({ ...place, depth: Math.min(9, depths.get(place.character) ?? 0) }));
}
