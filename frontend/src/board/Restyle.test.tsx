import { cleanup, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import type { Panel, Story } from "../api/types";
import { desk } from "../saving/desk";
import { history } from "../saving/history";
import { aJob, aPage, aPanel, aPicture, aStory } from "../testing/objects";
import { serve, showInStory } from "../testing/screen";
import { Restyle } from "./Restyle";
import { exchanges, samplePanels, without } from "./restyle";

const WASH = "a watercolor";

function panel(number: number, values: Partial<Panel> = {}): Panel {
  const old = aPicture({ id: `old-${number}` });
  return aPanel({ id: `panel-${number}`, scene: "in the snow", pictures: [old], kept: old.id, ...values });
}

function tried(number: number): Panel {
  const { pictures } = panel(number);
  return panel(number, { pictures: [...pictures, aPicture({ id: `new-${number}`, style: WASH })] });
}

function book(panels: Panel[], values: Partial<Story> = {}): Story {
  const pages = panels.map((each, index) => aPage({ id: `page-${index}`, position: index, panels: [each] }));
  return aStory({ pages, ...values });
}

async function opened(story: Story, style = WASH) {
  const view = showInStory(story, <Restyle story={story} />);
  await userEvent.click(screen.getByRole("button", { name: "Another style for the book" }));
  await userEvent.click(screen.getByRole("radio", { name: style }));
  return view;
}

beforeEach(() => {
  history.clear();
  desk.drop("story", "story-1");
  localStorage.clear();
});

describe("another style", () => {
  it("is tried on two pictures first, never on locked ones", async () => {
    const story = book([panel(1, { locked: true }), panel(2), panel(3), panel(4)]);
    const calls = serve({ "POST /api/stories/story-1/draw": [202, { jobs: [aJob()], blocked: [] }] });
    await opened(story);
    expect(screen.queryByRole("button", { name: "All in this style" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Draw two samples" }));
    await waitFor(() =>
      expect(calls.find(({ path }) => path.endsWith("/draw"))?.body).toEqual({
        panels: ["panel-2", "panel-3"],
        style: WASH,
      }),
    );
  });

  it("is judged by one sample where the other cannot be drawn, with the reason", async () => {
    const error = {
      code: "not_learnt",
      message: "Mia is not learnt yet.",
      safe: "",
      hint: "Learn Mia.",
      details: null,
    };
    const drawn = { jobs: [], blocked: [{ panel: "panel-2", error }] };
    serve({ "POST /api/stories/story-1/draw": [202, drawn] });
    await opened(book([tried(1), panel(2)]));
    await userEvent.click(screen.getByRole("button", { name: "Draw two samples" }));
    expect(await screen.findByRole("button", { name: "All in this style" })).toBeTruthy();
    expect(screen.getByRole("alert").textContent).toBe("Mia is not learnt yet. Learn Mia.");
    expect(screen.getAllByRole("figure").map((each) => each.textContent)).toEqual([
      "Page 1 now",
      "In the new style",
      "Page 2 now",
      "Mia is not learnt yet. Learn Mia.",
    ]);
    cleanup();
    await opened(book([tried(1), panel(2)]));
    expect(screen.getByRole("alert").textContent, "after a reload").toBe("Mia is not learnt yet. Learn Mia.");
    cleanup();
    await opened(book([tried(1), tried(2)]));
    expect(screen.queryByRole("alert"), "drawn since").toBeNull();
    await userEvent.click(screen.getByRole("radio", { name: "a crayon drawing" }));
    expect(screen.queryByRole("alert"), "another style").toBeNull();
  });

  it("is shown beside the old pictures, then given to all that are not drawn in it yet", async () => {
    const story = book([tried(1), tried(2), panel(3), panel(4, { locked: true })]);
    const calls = serve({
      "PATCH /api/stories/story-1": [200, { ...story, style: WASH, revision: 2 }],
      "POST /api/stories/story-1/draw": [202, { jobs: [], blocked: [] }],
    });
    await opened(story);
    expect(screen.getAllByRole("figure").map((each) => each.textContent)).toEqual([
      "Page 1 now",
      "In the new style",
      "Page 2 now",
      "In the new style",
    ]);
    await userEvent.click(screen.getByRole("button", { name: "All in this style" }));
    await waitFor(() => expect(calls.some(({ path }) => path.endsWith("/draw"))).toBe(true));
    expect(calls.find(({ method }) => method === "PATCH")?.body).toEqual({ style: WASH });
    expect(calls.find(({ path }) => path.endsWith("/draw"))?.body).toEqual({ panels: ["panel-3"] });
    expect(history.next.undo?.label).toBe("change of the title or of what the story is to be");
  });

  it("is left with nothing changed", async () => {
    const story = book([tried(1), tried(2)]);
    const calls = serve({});
    await opened(story);
    await userEvent.click(screen.getByRole("button", { name: "Leave it" }));
    expect(screen.queryByRole("button", { name: "All in this style" })).toBeNull();
    expect(calls.filter(({ method }) => method !== "GET")).toEqual([]);
  });

  it("comes into the book at a press, and out of it with Undo", async () => {
    const story = book([tried(1), panel(2)], { style: WASH });
    const calls = serve({
      "POST /api/panels/panel-1/keep": [200, { ...tried(1), kept: "new-1" }],
    });
    showInStory(story, <Restyle story={story} />);
    await userEvent.click(screen.getByRole("button", { name: "Put 1 new picture into the book" }));
    await waitFor(() => expect(history.next.undo?.label).toBe("new pictures in the book"));
    await history.undo();
    expect(calls.map(({ body }) => body)).toEqual([{ picture: "new-1" }, { picture: "old-1" }]);
  });

  it("comes out of the book with Undo also where only a part of it came in", async () => {
    const story = book([tried(1), tried(2)], { style: WASH });
    const calls = serve({
      "POST /api/panels/panel-1/keep": [200, { ...tried(1), kept: "new-1" }],
    });
    showInStory(story, <Restyle story={story} />);
    await userEvent.click(screen.getByRole("button", { name: "Put 2 new pictures into the book" }));
    await waitFor(() => expect(history.next.undo?.label).toBe("new pictures in the book"));
    await history.undo();
    expect(calls.map(({ path, body }) => [path, body])).toEqual([
      ["/api/panels/panel-1/keep", { picture: "new-1" }],
      ["/api/panels/panel-2/keep", { picture: "new-2" }],
      ["/api/panels/panel-1/keep", { picture: "old-1" }],
    ]);
  });

  it("counts only what may change and is up to date", () => {
    const story = book([tried(1), { ...tried(2), locked: true }, panel(3)], { style: WASH });
    expect(exchanges(story)).toEqual([{ panel: "panel-1", before: "old-1", after: "new-1" }]);
    expect(without(story, WASH).map(({ id }) => id)).toEqual(["panel-3"]);
    expect(
      samplePanels(book([panel(1, { pictures: [], kept: null }), panel(2)])).map(({ id }) => id),
    ).toEqual(["panel-2"]);
  });
});
