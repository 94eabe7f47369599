import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { aCharacter, aJob, aStory } from "../testing/objects";
import { serve, showInStory, wishes } from "../testing/screen";
import { CastScreen } from "./CastScreen";
import { candidateOfKey, notDrawable, standing } from "./states";

const candidates = [1, 2, 3].map((index) => ({
  id: `look-${index}`,
  index,
  url: `/media/candidates/${index}`,
  own: false,
}));

describe("picking a look", () => {
  it("takes the number keys while the focus is in the card, and nowhere else", async () => {
    const mia = aCharacter({ state: "to_pick", candidates });
    const calls = serve({ "POST /api/characters/mia/pick": [200, { ...mia, target: "look-2" }] });
    showInStory(aStory({ cast: [mia] }), <CastScreen />);
    fireEvent.keyDown(document.body, { key: "2" });
    fireEvent.keyDown(screen.getByRole("textbox", { name: "Name" }), { key: "2" });
    fireEvent.keyDown(screen.getByRole("button", { name: "Propose looks" }), { key: "2" });
    await waitFor(() => expect(wishes(calls).map((call) => call.body)).toEqual([{ candidate: "look-2" }]));
  });

  it("counts from one and knows no key for what is not there", () => {
    expect(candidateOfKey("1", candidates)?.id).toBe("look-1");
    expect(candidateOfKey("9", candidates)).toBeUndefined();
    expect(candidateOfKey("a", candidates)).toBeUndefined();
  });
});

describe("a character card", () => {
  it("offers to learn a picked look, with one key for one press", async () => {
    const mia = aCharacter({ state: "to_pick", candidates, target: "look-1" });
    const calls = serve({ "POST /api/characters/mia/tune": [202, aJob()] });
    showInStory(aStory({ cast: [mia] }), <CastScreen />);
    await userEvent.click(screen.getByRole("button", { name: "Learn Mia" }));
    await waitFor(() => expect(wishes(calls)[0]?.headers.get("Idempotency-Key")).toMatch(/^[0-9a-f]{32}$/));
  });

  it("shows how far the learning is, with Cancel", async () => {
    const job = aJob({ done: 40, step: "learning", eta_seconds: 200 });
    const calls = serve({ "POST /api/jobs/job-1/cancel": [200, { ...job, state: "cancelling", seq: 2 }] });
    showInStory(aStory({ cast: [aCharacter({ state: "learning" })], jobs: [job] }), <CastScreen />);
    const card = within(screen.getByRole("article", { name: "Mia" }));
    expect(card.getByText("learning · 40 of 100 · about 3 minutes left")).toBeTruthy();
    await userEvent.click(card.getByRole("button", { name: "Cancel: Learning Mia" }));
    expect(wishes(calls)[0]?.path).toBe("/api/jobs/job-1/cancel");
  });

  it("says why a job failed and offers to try again", async () => {
    const error = {
      code: "x",
      message: "Out of memory.",
      safe: "All safe.",
      hint: "Close programs.",
      details: null,
    };
    const failed = aJob({ state: "failed", error });
    const calls = serve({ "POST /api/jobs/job-1/retry": [200, aJob({ state: "queued", seq: 2 })] });
    showInStory(aStory({ cast: [aCharacter({ state: "attention" })], jobs: [failed] }), <CastScreen />);
    expect(screen.getByRole("alert").textContent).toContain("Out of memory.All safe.Close programs.");
    await userEvent.click(screen.getByRole("button", { name: "Retry" }));
    expect(wishes(calls)[0]?.path).toBe("/api/jobs/job-1/retry");
  });

  it("offers no retry where the same request would fail again", () => {
    const error = { code: "invalid_request", message: "Too long.", safe: "Safe.", hint: "Change the words." };
    const failed = aJob({ state: "failed", error: { ...error, details: null } });
    showInStory(aStory({ cast: [aCharacter({ state: "attention" })], jobs: [failed] }), <CastScreen />);
    expect(screen.getByRole("alert").textContent).toContain("Change the words.");
    expect(screen.queryByRole("button", { name: "Retry" })).toBeNull();
  });

  it("has one button for who was learnt by an older painter", async () => {
    const mia = aCharacter({ state: "older", target: "look-1", tuned_steps: 60, candidates });
    const calls = serve({ "POST /api/characters/mia/relearn": [202, aJob({ kind: "relearn" })] });
    showInStory(aStory({ cast: [mia] }), <CastScreen />);
    expect(screen.queryByRole("button", { name: "Learn Mia" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Learn Mia again" }));
    await waitFor(() => expect(wishes(calls)[0]?.headers.get("Idempotency-Key")).toMatch(/^[0-9a-f]{32}$/));
    expect(notDrawable(mia)).toBe(true);
  });

  it("asks for new looks and not for learning where the words changed", () => {
    const reworded = aCharacter({ state: "reworded" });
    showInStory(aStory({ cast: [reworded] }), <CastScreen />);
    expect(screen.queryByRole("button", { name: /^Learn/ })).toBeNull();
    expect(screen.getByRole("button", { name: "Propose looks" })).toBeTruthy();
  });

  it.each([
    "draft",
    "proposing",
    "to_pick",
    "queued",
    "learning",
    "ready",
    "older",
    "attention",
    "stale",
    "reworded",
  ] as const)("has a plain sentence for %s", (state) => {
    const { chip, sentence } = standing({ name: "Mia", state, target: null });
    expect(chip).not.toBe("");
    expect(sentence).toContain("Mia");
  });
});

describe("a new character", () => {
  it("keeps the words when the server refuses them", async () => {
    const refusal = {
      code: "invalid_request",
      message: "No known character.",
      safe: "Safe.",
      hint: "Say fox.",
    };
    serve({ "POST /api/stories/story-1/characters": [422, refusal] });
    showInStory(aStory(), <CastScreen />);
    await userEvent.type(screen.getByRole("textbox", { name: "Name" }), "Mia");
    await userEvent.type(screen.getByRole("textbox", { name: "What they are" }), "a wonder");
    await userEvent.click(screen.getByRole("button", { name: "Add character" }));
    expect((await screen.findByRole("alert")).textContent).toContain("No known character.");
    expect(screen.getByRole<HTMLInputElement>("textbox", { name: "What they are" }).value).toBe("a wonder");
  });
});
