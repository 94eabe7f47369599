import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { aPage, aPanel, aStory } from "../testing/objects";
import { Readings } from "./readings";
import type { StoryEvent } from "./socket";
import type { Story } from "./types";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function told(seq: number, ...changed: string[]): StoryEvent {
  return { type: "event", seq, kind: "changed", job: null, changed };
}

function setUp() {
  const page = { ...aPage({ id: "p" }), revision: 3, panels: [{ ...aPanel({ id: "q" }), revision: 8 }] };
  const held: { story: Story | undefined } = { story: { ...aStory(), pages: [page], seq: 4 } };
  const read = vi.fn();
  const upTo = vi.fn();
  const outdate = vi.fn();
  const reading = vi.fn(() => false);
  const readings = new Readings({ story: () => held.story, read, reading, outdate, upTo });
  return { held, read, upTo, outdate, reading, readings };
}

test("what others changed is read a moment later, once for several", () => {
  const { read, readings } = setUp();
  readings.note(told(5, "page:p@4"));
  readings.note(told(6, "story:s"));
  expect(read).not.toHaveBeenCalled();
  vi.advanceTimersByTime(120);
  expect(read).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(10_000);
  expect(read).toHaveBeenCalledTimes(1);
});

test("what is held in that revision or a newer one is read later, and counts as known at once", () => {
  const { read, readings, upTo } = setUp();
  readings.note(told(5, "page:p@3"));
  vi.advanceTimersByTime(1_000);
  readings.note(told(6, "panel:q@7"));
  vi.advanceTimersByTime(3_900);
  expect(read).not.toHaveBeenCalled();
  expect(upTo.mock.calls).toEqual([[5], [6]]);
  vi.advanceTimersByTime(1_000);
  expect(read).toHaveBeenCalledTimes(1);
});

test("an answer that comes after its event is in time", () => {
  const { held, read, readings } = setUp();
  readings.note(told(5, "page:p@4"));
  vi.advanceTimersByTime(100);
  if (held.story)
    held.story = { ...held.story, pages: held.story.pages.map((page) => ({ ...page, revision: 4 })) };
  vi.advanceTimersByTime(100);
  expect(read).not.toHaveBeenCalled();
});

test.each([
  ["a thing that is not held", told(5, "page:other@1")],
  ["a thing without a revision", told(5, "page:p")],
  ["other things too", told(5, "page:p@3", "story:s")],
])("%s is read at once", (_, event) => {
  const { read, readings, upTo } = setUp();
  readings.note(event);
  vi.advanceTimersByTime(120);
  expect(read).toHaveBeenCalledTimes(1);
  expect(upTo).not.toHaveBeenCalled();
});

test("while the story is being fetched nothing counts as held: an older answer may be on its way", () => {
  const { read, reading, readings, upTo } = setUp();
  reading.mockReturnValue(true);
  readings.note(told(5, "page:p@3"));
  vi.advanceTimersByTime(120);
  expect(read).toHaveBeenCalledTimes(1);
  expect(upTo).not.toHaveBeenCalled();
});

test("a gap is read at once, also beside what is held, and what waits at the end when it is shown again", () => {
  const { read, readings, outdate } = setUp();
  readings.note(told(5, "page:p@3"));
  readings.gap();
  vi.advanceTimersByTime(120);
  expect(read).toHaveBeenCalledTimes(1);
  readings.note(told(6, "page:p@3"));
  vi.advanceTimersByTime(120);
  readings.close();
  expect(outdate).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(10_000);
  expect(read).toHaveBeenCalledTimes(1);
});
