import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Panel, Story } from "../api/types";
import { aJob, aPage, aPanel, aPicture, aStory } from "../testing/objects";
import { serve, showInStory } from "../testing/screen";
import { BoardScreen } from "./BoardScreen";
import { panelState } from "./states";

const picture = aPicture();
const drawn = { pictures: [picture], kept: picture.id, scene: "in the snow" };
const stale = { ...picture, stale: [{ reason: "words" as const, character: null }] };

function job(panel: string, state: "queued" | "running" | "failed") {
  const error = {
    code: "x",
    message: "Out of memory.",
    safe: "Safe.",
    hint: "Close programs.",
    details: null,
  };
  return aJob({
    id: `job-${panel}`,
    kind: "render",
    state,
    subject: { kind: "panel", id: panel },
    error: state === "failed" ? error : null,
  });
}

function book(panels: Partial<Panel>[], jobs: Story["jobs"] = []): Story {
  const pages = panels.map((panel, index) =>
    aPage({ id: `page-${index}`, position: index, panels: [aPanel({ id: `panel-${index}`, ...panel })] }),
  );
  return aStory({ pages, jobs });
}

const PLAN = { missing: ["panel-0", "panel-1"], stale: ["panel-2"], blocked: [], seconds_each: 40 };

describe("how a panel stands", () => {
  it.each([
    [{}, "empty"],
    [{ scene: "in the snow" }, "missing"],
    [{ ...drawn, kept: null }, "to_choose"],
    [drawn, "chosen"],
    [{ ...drawn, pictures: [stale] }, "stale"],
    [{ ...drawn, pictures: [stale], locked: true }, "locked"],
  ] as const)("%#: %o is %s", (panel, state) => {
    expect(panelState(aPanel(panel as Partial<Panel>), { jobs: [] })).toBe(state);
  });

  it("says first what is being done for it", () => {
    const panel = aPanel(drawn);
    for (const [state, shown] of [
      ["queued", "waiting"],
      ["running", "drawing"],
      ["failed", "failed"],
    ] as const) {
      expect(panelState(panel, { jobs: [job(panel.id, state)] })).toBe(shown);
    }
  });
});

describe("the board", () => {
  it("says how far the book is, and that one failure stops nobody", async () => {
    serve({ "GET /api/stories/story-1/plan": [200, PLAN] });
    const jobs = [job("panel-1", "failed"), job("panel-2", "running"), job("panel-3", "queued")];
    showInStory(book([drawn, {}, {}, {}], jobs), <BoardScreen />);
    expect(
      screen.getByText("1 of 4 pictures are in the book. 1 being drawn, 1 in line. 1 needs you."),
    ).toBeTruthy();
    const failed = within(screen.getByRole("article", { name: "Page 2" }));
    expect(failed.getByText("Needs you")).toBeTruthy();
    expect(failed.getByRole("alert").textContent).toContain("Out of memory.");
    expect(failed.getByRole("button", { name: "Retry" })).toBeTruthy();
  });

  it("draws what is missing, with the time said before and one key for one press", async () => {
    const started = job("panel-0", "queued");
    const calls = serve({
      "GET /api/stories/story-1/plan": [200, PLAN],
      "POST /api/stories/story-1/draw": [202, { jobs: [started], blocked: [] }],
    });
    const { queries } = showInStory(book([{}, {}, drawn]), <BoardScreen />);
    await userEvent.click(await screen.findByRole("button", { name: "Draw 2 missing · about 80 seconds" }));
    const draw = calls.find(({ path }) => path.endsWith("/draw"));
    expect(draw?.body).toEqual({ panels: ["panel-0", "panel-1"] });
    expect(draw?.headers.get("Idempotency-Key")).toMatch(/^[0-9a-f]{32}$/);
    await waitFor(() => expect(queries.getQueryData<Story>(["story", "story-1"])?.jobs).toEqual([started]));
  });

  it("cancels what waits, or all", async () => {
    const calls = serve({
      "GET /api/stories/story-1/plan": [200, { ...PLAN, missing: [], stale: [] }],
      "POST /api/stories/story-1/cancel": [200, []],
    });
    const jobs = [job("panel-0", "running"), job("panel-1", "queued")];
    showInStory(book([{}, {}], jobs), <BoardScreen />);
    await userEvent.click(screen.getByRole("button", { name: "Cancel what waits" }));
    await userEvent.click(screen.getByRole("button", { name: "Cancel all" }));
    const bodies = calls.filter(({ path }) => path.endsWith("/cancel")).map(({ body }) => body);
    expect(bodies).toEqual([{ waiting_only: true }, { waiting_only: false }]);
  });

  it("says what has to be done first", async () => {
    const error = {
      code: "scene_empty",
      message: "No scene yet.",
      safe: "",
      hint: "Write one.",
      details: null,
    };
    serve({
      "GET /api/stories/story-1/plan": [200, { ...PLAN, blocked: [{ panel: "panel-1", error }] }],
    });
    showInStory(book([{}, {}]), <BoardScreen />);
    await userEvent.click(await screen.findByText("1 picture cannot be drawn yet"));
    const line = within(screen.getByText(/No scene yet\. Write one\./));
    expect(line.getByRole("link", { name: "Page 2" }).getAttribute("href")).toBe(
      "/stories/story-1/pages/page-1",
    );
  });

  it("tells what lacks a picture from what only cannot be drawn again", async () => {
    const error = { code: "not_learnt", message: "Not learnt.", safe: "", hint: "Learn.", details: null };
    const blocked = ["panel-0", "panel-1"].map((panel) => ({ panel, error }));
    serve({ "GET /api/stories/story-1/plan": [200, { ...PLAN, blocked }] });
    showInStory(book([drawn, {}]), <BoardScreen />);
    expect(await screen.findByText("1 picture cannot be drawn yet")).toBeTruthy();
    expect(screen.getByText("1 picture of the book cannot be drawn again yet")).toBeTruthy();
  });

  it("puts a try into the book", async () => {
    const panel = { ...drawn, kept: null };
    const calls = serve({
      "GET /api/stories/story-1/plan": [200, PLAN],
      "POST /api/panels/panel-0/keep": [200, aPanel({ id: "panel-0", ...drawn })],
    });
    showInStory(book([panel]), <BoardScreen />);
    await userEvent.click(screen.getByRole("button", { name: "Keep this picture, page 1" }));
    await waitFor(() => expect(calls.at(-1)?.body).toEqual({ picture: "picture-1" }));
  });
});
