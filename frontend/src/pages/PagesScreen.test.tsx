import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import { WINDOW } from "../api/client";
import { explain } from "../api/errors";
import type { Stale, Story } from "../api/types";
import { desk } from "../saving/desk";
import { history } from "../saving/history";
import { aCharacter, aJob, aPage, aPanel, aPicture, aStory } from "../testing/objects";
import { type Call, serve, showInStory } from "../testing/screen";
import { judge } from "./LikenessList";
import { pictureToShow } from "./PageDesk";
import { PagesScreen } from "./PagesScreen";
import { insertPage } from "./usePageActions";

const first = aPicture();
const second = aPicture({ id: "picture-2", created_at: "2026-01-02T00:00:00Z", seed: 8 });

function renderJob() {
  return aJob({ kind: "render", subject: { kind: "panel", id: "panel-1" }, state: "queued", seq: 2 });
}

function bodiesOf(calls: Call[], path: string): unknown[] {
  return calls.filter((call) => call.path.endsWith(path)).map(({ body }) => body);
}

afterEach(() => {
  history.clear();
  desk.drop("page", "page-1");
  desk.drop("panel", "panel-1");
});

describe("drawing", () => {
  it("saves the scene first, then draws on Ctrl+Enter, once", async () => {
    const panel = aPanel({ cast: ["mia"] });
    const calls = serve({
      "PATCH /api/panels/panel-1": [200, { ...panel, scene: "Mia waves", revision: 2 }],
      "POST /api/panels/panel-1/render": [202, renderJob()],
    });
    showInStory(
      aStory({ cast: [aCharacter({ state: "ready" })], pages: [aPage({ panels: [panel] })] }),
      <PagesScreen />,
    );
    const scene = screen.getByRole("textbox", { name: "Scene" });
    await userEvent.type(scene, "Mia waves");
    fireEvent.keyDown(scene, { key: "Enter", ctrlKey: true });
    fireEvent.keyDown(scene, { key: "Enter", ctrlKey: true });
    await waitFor(() => expect(calls.filter(({ path }) => path.endsWith("render"))).toHaveLength(1));
    const [patch, render] = calls.filter(({ path }) => path.includes("/panels/"));
    expect([patch?.body, patch?.headers.get("If-Match")]).toEqual([{ scene: "Mia waves" }, "1"]);
    expect(render?.body).toEqual({});
  });

  it("does not begin under an open dialog", async () => {
    const calls = serve({ "POST /api/panels/panel-1/render": [202, renderJob()] });
    showInStory(aStory({ pages: [aPage()] }), <PagesScreen />);
    const dialog = document.body.appendChild(document.createElement("dialog"));
    dialog.setAttribute("open", "");
    fireEvent.keyDown(window, { key: "Enter", ctrlKey: true });
    dialog.remove();
    await new Promise((done) => setTimeout(done));
    expect(calls.some(({ path }) => path.endsWith("render"))).toBe(false);
    fireEvent.keyDown(window, { key: "Enter", ctrlKey: true });
    await waitFor(() => expect(calls.some(({ path }) => path.endsWith("render"))).toBe(true));
  });

  it("does not draw words that could not be saved", async () => {
    const calls = serve({ "PATCH /api/panels/panel-1": [422, { code: "invalid", message: "Too long." }] });
    showInStory(aStory({ pages: [aPage()] }), <PagesScreen />);
    await userEvent.type(screen.getByRole("textbox", { name: "Scene" }), "x");
    await userEvent.click(screen.getByRole("button", { name: "Draw" }));
    expect((await screen.findByRole("alert")).textContent).toContain("not saved yet");
    expect(calls.some(({ path }) => path.endsWith("render"))).toBe(false);
  });

  it("waits for who is not learnt, and says so", () => {
    const pages = [aPage({ panels: [aPanel({ cast: ["mia"] })] })];
    showInStory(aStory({ cast: [aCharacter({ state: "to_pick" })], pages }), <PagesScreen />);
    expect(screen.getByText(/Mia has to be learnt before this page can be drawn/)).toBeTruthy();
    expect(screen.getByRole("button", { name: "Draw" })).toHaveProperty("disabled", true);
  });

  it("refuses more than can be drawn together, and says so", () => {
    const cast = ["a", "b", "c"].map((id) => aCharacter({ id, name: id, state: "ready" }));
    const pages = [aPage({ panels: [aPanel({ cast: ["a", "b", "c"] })] })];
    showInStory(aStory({ cast, pages }), <PagesScreen />);
    expect(screen.getByText("Take someone out: up to 2 can be drawn together.")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Draw" })).toHaveProperty("disabled", true);
  });
});

describe("tries", () => {
  it("leaves the kept picture on the page until a newer try is there, or one is clicked", () => {
    const panel = aPanel({ pictures: [first, second], kept: first.id });
    expect(pictureToShow(panel, null)).toBe(first);
    expect(pictureToShow(panel, { newerThan: 2 })).toBe(first);
    expect(pictureToShow(panel, { newerThan: 1 })).toBe(second);
    expect(pictureToShow(panel, { picture: second.id })).toBe(second);
    expect(pictureToShow(aPanel(), null)).toBeUndefined();
  });

  it("keeps the chosen one", async () => {
    const panel = aPanel({ pictures: [first, second], kept: first.id });
    const calls = serve({ "POST /api/panels/panel-1/keep": [200, { ...panel, kept: second.id }] });
    showInStory(aStory({ pages: [aPage({ panels: [panel] })] }), <PagesScreen />);
    await userEvent.click(screen.getByRole("button", { name: "Try 2" }));
    await userEvent.click(screen.getByRole("button", { name: "Keep this picture" }));
    await waitFor(() => expect(bodiesOf(calls, "keep")).toEqual([{ picture: "picture-2" }]));
  });

  it("keeps a look and locks a picture, and both can be undone", async () => {
    const panel = aPanel({ pictures: [first], kept: first.id });
    const calls = serve({
      "PATCH /api/panels/panel-1": [200, { ...panel, seed: 7, locked: true, revision: 2 }],
    });
    showInStory(aStory({ pages: [aPage({ panels: [panel] })] }), <PagesScreen />);
    await userEvent.click(screen.getByRole("checkbox", { name: "New tries stay close to this one" }));
    expect(screen.getByText(/^The same words draw this picture again/)).toBeTruthy();
    await userEvent.click(screen.getByRole("checkbox", { name: "Lock the picture in the book" }));
    expect(screen.getByText("In the book, locked")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Draw again" })).toHaveProperty("disabled", true);
    await desk.flush();
    expect(bodiesOf(calls, "panels/panel-1")).toEqual([{ seed: 7, locked: true }]);
    await act(() => history.undo());
    await act(() => history.undo());
    await desk.flush();
    expect(bodiesOf(calls, "panels/panel-1")[1]).toEqual({ seed: null, locked: false });
  });

  it("says why a picture is out of date", () => {
    const stale: Stale[] = [
      { reason: "words", character: null },
      { reason: "learnt_again", character: "mia" },
    ];
    const panel = aPanel({ pictures: [{ ...first, stale }] });
    showInStory(aStory({ cast: [aCharacter()], pages: [aPage({ panels: [panel] })] }), <PagesScreen />);
    expect(screen.getByText("The words of the scene have changed since.")).toBeTruthy();
    expect(screen.getByText("Mia was learnt again since.")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Try 1, out of date" })).toBeTruthy();
  });

  it("says likeness in words", () => {
    expect([0.9, 0.6, 0.2].map((score) => judge(score).word)).toEqual([
      "very like",
      "fairly like",
      "not very like",
    ]);
  });
});

describe("pages", () => {
  it("say at their text when readers of an age would lose patience", () => {
    const text = Array.from({ length: 21 }, () => "snow").join(" ");
    showInStory(aStory({ readers: "0-3", pages: [aPage({ text })] }), <PagesScreen />);
    const told = screen.getByRole("textbox", { name: "Page text" }).getAttribute("aria-describedby");
    expect(document.getElementById(told ?? "")?.textContent).toMatch(/^21 words on this page/);
  });

  it("are put behind the current one", () => {
    const pages = [aPage({ id: "a" }), aPage({ id: "b" })];
    const added = aPage({ id: "c" });
    expect(insertPage(pages, added, "a").map(({ id }) => id)).toEqual(["a", "c", "b"]);
    expect(insertPage(pages, added, null).map(({ id }) => id)).toEqual(["a", "b", "c"]);
  });

  it("go to the trash at once and come back with Undo", async () => {
    const pages = [aPage(), aPage({ id: "page-2", position: 1 })];
    const calls = serve({
      "DELETE /api/pages/page-1": [200, null],
      "POST /api/pages/page-1/restore": [200, pages],
    });
    const { queries } = showInStory(aStory({ pages }), <PagesScreen />);
    await userEvent.click(screen.getByRole("button", { name: "Delete page 1" }));
    const undo = await screen.findByRole("button", { name: "Undo" });
    expect(queries.getQueryData<Story>(["story", "story-1"])?.pages.map(({ id }) => id)).toEqual(["page-2"]);
    expect(document.activeElement).toBe(undo);
    await userEvent.click(undo);
    await waitFor(() =>
      expect(queries.getQueryData<Story>(["story", "story-1"])?.pages.map(({ id }) => id)).toEqual([
        "page-1",
        "page-2",
      ]),
    );
    expect(calls.filter(({ path }) => path.endsWith("restore"))).toHaveLength(1);
  });

  it("are not deleted with words that could not be saved", async () => {
    const calls = serve({ "PATCH /api/pages/page-1": [422, { code: "invalid", message: "Too long." }] });
    showInStory(aStory({ pages: [aPage()] }), <PagesScreen />);
    await userEvent.type(screen.getByRole("textbox", { name: "Page text" }), "x");
    await userEvent.click(screen.getByRole("button", { name: "Delete page 1" }));
    expect((await screen.findByRole("alert")).textContent).toContain("not saved yet");
    expect(calls.some(({ method }) => method === "DELETE")).toBe(false);
  });

  it("are not taken back by undo with words that could not be saved", async () => {
    const calls = serve({
      "POST /api/stories/story-1/pages": [201, aPage()],
      "PATCH /api/pages/page-1": [422, { code: "invalid", message: "Too long." }],
    });
    showInStory(aStory({ pages: [aPage()] }), <PagesScreen />);
    await userEvent.click(screen.getByRole("button", { name: "Add page" }));
    await waitFor(() => expect(history.next.undo?.label).toBe("new page"));
    await userEvent.type(screen.getByRole("textbox", { name: "Page text" }), "x");
    await act(() => history.undo());
    expect(history.next.undo?.label).toBe("new page");
    await act(() => history.undo());
    expect(history.next.undo?.label).toBe("new page");
    expect(calls.some(({ method }) => method === "PATCH")).toBe(true);
    expect(calls.some(({ method }) => method === "DELETE")).toBe(false);
  });

  it("are moved by buttons, and back by undo", async () => {
    const pages = [aPage(), aPage({ id: "page-2", position: 1 })];
    const calls = serve({ "POST /api/pages/page-1/move": [200, pages.toReversed()] });
    showInStory(aStory({ pages }), <PagesScreen />);
    await userEvent.click(screen.getByRole("button", { name: "Move page 1 down" }));
    await waitFor(() => expect(history.next.undo?.label).toBe("move of a page"));
    await act(() => history.undo());
    expect(bodiesOf(calls, "move")).toEqual([{ position: 1 }, { position: 0 }]);
  });

  it("come many at once out of a pasted text, after a look over them", async () => {
    const calls = serve({
      "POST /api/stories/story-1/pages/many": [201, [aPage({ id: "a" }), aPage({ id: "b" })]],
    });
    showInStory(aStory(), <PagesScreen />);
    await userEvent.click(screen.getByRole("button", { name: "Paste a text" }));
    fireEvent.change(screen.getByRole("textbox", { name: "Your text" }), {
      target: { value: "One. Two. Three." },
    });
    await userEvent.click(screen.getByRole("button", { name: "Split into pages" }));
    await userEvent.click(screen.getByRole("button", { name: "Join with the next one: page 1" }));
    await userEvent.click(screen.getByRole("button", { name: "Add 2 pages" }));
    await waitFor(() => expect(bodiesOf(calls, "many")).toEqual([{ texts: ["One.\n\nTwo.", "Three."] }]));
  });
});

describe("a page that is open in another window", () => {
  const elsewhere = aPage({ held_by: "another window" });

  it("can be read, and taken over", async () => {
    const calls = serve({ "POST /api/pages/page-1/hold": [200, elsewhere] });
    showInStory(aStory({ pages: [elsewhere] }), <PagesScreen />);
    expect(screen.getByRole("textbox", { name: "Page text" })).toHaveProperty("readOnly", true);
    expect(screen.getByRole("button", { name: "Draw" })).toHaveProperty("disabled", true);
    await userEvent.click(screen.getByRole("button", { name: "Take over" }));
    await waitFor(() =>
      expect(bodiesOf(calls, "hold").map((body) => (body as { take_over: boolean }).take_over)).toEqual([
        false,
        true,
      ]),
    );
  });

  it("is left alone by undo once the other window writes on it", async () => {
    serve({});
    const { queries } = showInStory(aStory({ pages: [aPage()] }), <PagesScreen />);
    await userEvent.type(screen.getByRole("textbox", { name: "Page text" }), "x");
    queries.setQueryData(["story", "story-1"], aStory({ pages: [elsewhere] }));
    await act(() => history.undo());
    expect(explain(history.error).code).toBe("held_elsewhere");
    expect(screen.getByRole("textbox", { name: "Page text" })).toHaveProperty("value", "x");
  });

  it("is let go when the screen is left", async () => {
    const calls = serve({ "POST /api/pages/page-1/hold": [200, aPage({ held_by: WINDOW })] });
    const { unmount } = showInStory(aStory({ pages: [aPage()] }), <PagesScreen />);
    unmount();
    await waitFor(() => expect(bodiesOf(calls, "let-go")).toEqual([{ window: WINDOW, take_over: false }]));
  });
});

describe("somebody named with an @", () => {
  it("goes into the words and into the picture", async () => {
    const panel = aPanel();
    const calls = serve({ "PATCH /api/panels/panel-1": [200, { ...panel, revision: 2 }] });
    showInStory(
      aStory({ cast: [aCharacter({ state: "ready" })], pages: [aPage({ panels: [panel] })] }),
      <PagesScreen />,
    );
    const scene = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Scene" });
    await userEvent.type(scene, "In the snow @m");
    expect(screen.getByRole("option", { name: "Mia" }).getAttribute("aria-selected")).toBe("true");
    fireEvent.keyDown(scene, { key: "Enter" });
    expect(scene.value).toBe("In the snow Mia");
    await desk.flush();
    expect(bodiesOf(calls, "panels/panel-1").at(-1)).toMatchObject({ cast: ["mia"] });
  });
});
