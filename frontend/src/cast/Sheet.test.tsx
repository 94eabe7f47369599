import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { aCharacter, aJob, aStory } from "../testing/objects";
import { serve, showInStory, wishes } from "../testing/screen";
import { CastScreen } from "./CastScreen";

const sheet = [0, 1, 2, 3].map((index) => ({
  id: `sheet-${index}`,
  scene: `waving in place ${index}`,
  url: `/media/sheets/${index}`,
  likeness: index === 3 ? null : 1 - index / 4,
}));
const looks = [{ id: "look-1", index: 0, url: "/media/candidates/1", own: false }];
const learnt = aCharacter({ state: "ready", target: "look-1", tuned_steps: 60, candidates: looks, sheet });
const drawing = aJob({ kind: "sheet", state: "queued" });

function part(name = "This is how Mia will look elsewhere") {
  return within(screen.getByRole("region", { name }));
}

/** The heading announces nothing that is not there yet. */
const empty = () => part("How will Mia look elsewhere?");

describe("the sheet of a learnt character", () => {
  it("shows every picture with its scene and its likeness in words", () => {
    showInStory(aStory({ cast: [learnt] }), <CastScreen />);
    expect(part().getAllByRole("img")).toHaveLength(4);
    expect(part().getByRole("img", { name: "Mia, waving in place 2" })).toBeTruthy();
    expect(part().getByText("very like (100 %)")).toBeTruthy();
    expect(part().getByText("fairly like (50 %)")).toBeTruthy();
    expect(part().getAllByText(/like \(/)).toHaveLength(3);
  });

  it("says while it is drawn that nobody has to wait, and can be cancelled", async () => {
    const calls = serve({ "POST /api/jobs/job-1/cancel": [200, { ...drawing, state: "cancelled", seq: 2 }] });
    showInStory(aStory({ cast: [{ ...learnt, sheet: [] }], jobs: [drawing] }), <CastScreen />);
    expect(empty().getByText(/You need not wait/)).toBeTruthy();
    expect(empty().queryByRole("button", { name: /^Draw/ })).toBeNull();
    await userEvent.click(empty().getByRole("button", { name: "Cancel: Drawing Mia in other scenes" }));
    expect(wishes(calls)[0]?.path).toBe("/api/jobs/job-1/cancel");
  });

  it("is completed when it was cancelled half-way", async () => {
    const calls = serve({ "POST /api/characters/mia/sheet": [202, drawing] });
    const cancelled = { ...drawing, state: "cancelled" as const };
    showInStory(
      aStory({ cast: [{ ...learnt, sheet: sheet.slice(0, 2) }], jobs: [cancelled] }),
      <CastScreen />,
    );
    await userEvent.click(part().getByRole("button", { name: "Draw the missing pictures" }));
    await waitFor(() => expect(wishes(calls)[0]?.headers.get("Idempotency-Key")).toMatch(/^[0-9a-f]{32}$/));
  });

  it("says why it failed, in its own place only", () => {
    const error = { code: "x", message: "Out of memory.", safe: "Safe.", hint: "Close.", details: null };
    const failed = aJob({ kind: "sheet", state: "failed", error });
    showInStory(aStory({ cast: [{ ...learnt, sheet: [] }], jobs: [failed] }), <CastScreen />);
    expect(screen.getAllByRole("alert")).toHaveLength(1);
    expect(empty().getByRole("button", { name: "Retry" })).toBeTruthy();
    expect(empty().queryByRole("button", { name: /^Draw/ })).toBeNull();
  });

  it("leads to learning again, or to another look", async () => {
    const calls = serve({ "POST /api/characters/mia/tune": [202, aJob()] });
    showInStory(aStory({ cast: [learnt] }), <CastScreen />);
    await userEvent.click(part().getByRole("button", { name: "Pick another look" }));
    const group = screen.getByRole("group", { name: /^Looks for Mia/ });
    expect(document.activeElement).toBe(group);
    expect(within(group).getByText("All looks").closest("details")?.open).toBe(true);
    await userEvent.click(part().getByRole("button", { name: "Learn Mia again" }));
    await waitFor(() => expect(wishes(calls)[0]?.path).toBe("/api/characters/mia/tune"));
  });

  it("is only to be looked at for who may not edit, and while she is learnt again", () => {
    for (const story of [
      aStory({ cast: [learnt], role: "viewer" }),
      aStory({ cast: [{ ...learnt, state: "learning" }] }),
    ]) {
      const { unmount } = showInStory(story, <CastScreen />);
      expect(part().getAllByRole("img")).toHaveLength(4);
      expect(part().queryAllByRole("button")).toEqual([]);
      unmount();
    }
  });

  it("is not there for who is not learnt", () => {
    showInStory(aStory({ cast: [aCharacter({ state: "to_pick", candidates: looks })] }), <CastScreen />);
    expect(screen.queryByText(/look elsewhere/)).toBeNull();
  });
});
