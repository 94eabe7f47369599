import { describe, expect, it } from "vitest";
import { aCharacter, aJob, aPage, aPanel, aStory } from "../testing/objects";
import { milestone, spoken } from "./milestones";
import { jobStatus, jobTitle, latestJob, placeInLine, timeLeft } from "./sentences";

const story = aStory({
  cast: [aCharacter()],
  pages: [
    aPage({ id: "a", panels: [aPanel({ id: "pa" })] }),
    aPage({ id: "b", panels: [aPanel({ id: "pb" })] }),
  ],
});

describe("a job in words", () => {
  it.each([
    ["tune", "character", "mia", "Learning Mia"],
    ["propose", "character", "mia", "Drawing looks for Mia"],
    ["render", "panel", "pb", "Drawing page 2"],
    ["export", "story", "story-1", "Making the book"],
  ] as const)("%s", (kind, of, id, title) => {
    expect(jobTitle(aJob({ kind, subject: { kind: of, id } }), story)).toBe(title);
  });

  it.each([
    [null, ""],
    [4, "a few seconds left"],
    [42, "about 50 seconds left"],
    [200, "about 3 minutes left"],
  ])("time left for %s seconds", (seconds, words) => {
    expect(timeLeft(seconds)).toBe(words);
  });

  it("says step, count and time", () => {
    const job = aJob({ done: 20, step: "learning", eta_seconds: 30 });
    expect(jobStatus(job, job, 0)).toBe("learning · 20 of 100 · about 30 seconds left");
    expect(jobStatus(job, { ...job, step: "step 20 of 100" }, 0)).toBe(
      "step 20 of 100 · about 30 seconds left",
    );
  });

  it("says the place in line", () => {
    const first = aJob({ id: "1", created_at: "2026-01-01T00:00:00Z" });
    const second = aJob({ id: "2", state: "queued", created_at: "2026-01-01T00:00:01Z" });
    const ended = aJob({ id: "0", state: "done", created_at: "2025-12-31T00:00:00Z" });
    expect(jobStatus(second, second, placeInLine(second, [ended, first, second]))).toBe("In line, place 2");
  });

  it("counts by turn and not by age, and nobody who is paused", () => {
    const running = aJob({ id: "1" });
    const old = aJob({ id: "2", state: "queued", place: 9 });
    const urgent = aJob({ id: "3", state: "queued", place: 3, created_at: "2026-01-02T00:00:00Z" });
    const paused = aJob({ id: "4", state: "queued", place: 1, paused: true });
    expect([old, urgent, paused].map((job) => placeInLine(job, [running, old, urgent, paused]))).toEqual([
      3, 2, 0,
    ]);
    expect(jobStatus(paused, paused, 0)).toBe("Paused");
    expect(jobStatus({ ...running, paused: true }, running, 0)).toBe("Pausing…");
  });

  it("finds the newest job on a thing", () => {
    const old = aJob({ id: "old", state: "failed" });
    const fresh = aJob({ id: "new", created_at: "2026-01-02T00:00:00Z" });
    expect(latestJob([old, fresh], "mia")?.id).toBe("new");
    expect(latestJob([old, fresh], "mia", "render")).toBeUndefined();
  });
});

describe("what is spoken", () => {
  it("is start, half and end, each once", () => {
    const states = [0, 0.2, 0.5, 0.7, 0.9].map((share) => ["running", share] as const);
    let heard: ReturnType<typeof milestone> | undefined;
    const said: string[] = [];
    for (const [state, share] of [...states, ["done", 1] as const, ["done", 1] as const]) {
      const stone = milestone(heard ?? undefined, state, share);
      if (!stone) continue;
      heard = stone;
      said.push(spoken(stone, "Learning Mia", state));
    }
    expect(said).toEqual(["Learning Mia: started.", "Learning Mia: half done.", "Learning Mia: finished."]);
  });
});
