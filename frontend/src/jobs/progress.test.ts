import { describe, expect, it } from "vitest";
import { aJob } from "../testing/objects";
import { ProgressBook, share } from "./progress";

function live(done: number, total = 100) {
  return { job: "job-1", done, total, step: "learning", eta_seconds: 5 };
}

describe("progress", () => {
  it("never falls, whichever way and order the figures come", () => {
    const book = new ProgressBook();
    const seen: number[] = [];
    const steps = [
      live(10),
      live(40),
      live(30),
      aJob({ done: 20 }),
      live(41),
      aJob({ done: 5 }),
      live(80, 200),
    ];
    for (const step of steps) {
      if ("job" in step) book.report(step);
      else book.note(step);
      seen.push(share(book.of(aJob({ done: 1 }))));
    }
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBeCloseTo(0.41);
  });

  it("is full when the job is done", () => {
    const book = new ProgressBook();
    expect(share(book.of(aJob({ state: "done", done: 97 })))).toBe(1);
  });

  it("begins anew when an ended job is started again, and drops late figures of the ended one", () => {
    const book = new ProgressBook();
    book.report(live(90));
    book.note(aJob({ state: "failed", done: 90 }));
    book.report(live(95));
    book.note(aJob({ state: "queued", done: 0, attempt: 2 }));
    expect(share(book.of(aJob({ done: 0 })))).toBe(0);
  });

  it("stays between 0 and 1", () => {
    expect(share({ done: 3, total: 0 })).toBe(0);
    expect(share({ done: 7, total: 5 })).toBe(1);
  });
});
