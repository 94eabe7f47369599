import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { desk } from "../saving/desk";
import { aCharacter, aJob, aPage, aPanel, aPicture, aStory } from "../testing/objects";
import { serve, showInStory } from "../testing/screen";
import { seedFor } from "./DrawBar";
import { judge } from "./LikenessList";
import { pictureToShow } from "./PageDesk";
import { PagesScreen } from "./PagesScreen";
import { insertPage } from "./usePageActions";

const first = aPicture();
const second = aPicture({ id: "picture-2", created_at: "2026-01-02T00:00:00Z", seed: 8 });

function renderJob() {
  return aJob({ kind: "render", subject: { kind: "panel", id: "panel-1" }, state: "queued", seq: 2 });
}

afterEach(() => {
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
    const [patch, render] = calls.filter(({ method }) => method !== "GET");
    expect([patch?.body, patch?.headers.get("If-Match")]).toEqual([{ scene: "Mia waves" }, "1"]);
    expect(render?.body).toEqual({ seed: null });
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

  it("takes a new seed for a new try, or the one being looked at", () => {
    expect(seedFor(undefined, false)).toBeNull();
    expect(seedFor(first, true)).toBe(7);
    const seed = seedFor(first, false) ?? -1;
    expect(seed >= 0 && seed < 2 ** 31).toBe(true);
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
    await waitFor(() => expect(calls[0]?.body).toEqual({ picture: "picture-2" }));
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
  it("are put behind the current one", () => {
    const pages = [aPage({ id: "a" }), aPage({ id: "b" })];
    const added = aPage({ id: "c" });
    expect(insertPage(pages, added, "a").map(({ id }) => id)).toEqual(["a", "c", "b"]);
    expect(insertPage(pages, added, null).map(({ id }) => id)).toEqual(["a", "b", "c"]);
  });

  it("come back with Undo, and nothing was deleted", async () => {
    const calls = serve({});
    showInStory(aStory({ pages: [aPage(), aPage({ id: "page-2", position: 1 })] }), <PagesScreen />);
    await userEvent.click(screen.getByRole("button", { name: "Delete page 1" }));
    expect(screen.getAllByRole("link", { name: /^Page/ })).toHaveLength(1);
    const undo = screen.getByRole("button", { name: "Undo" });
    expect(document.activeElement).toBe(undo);
    await userEvent.click(undo);
    expect(screen.getAllByRole("link", { name: /^Page/ })).toHaveLength(2);
    expect(calls.some(({ method }) => method === "DELETE")).toBe(false);
  });

  it("are deleted when the screen is left", async () => {
    const calls = serve({ "DELETE /api/pages/page-1": [200, null] });
    const { unmount } = showInStory(aStory({ pages: [aPage()] }), <PagesScreen />);
    await userEvent.click(screen.getByRole("button", { name: "Delete page 1" }));
    unmount();
    await vi.waitFor(() => expect(calls.some(({ method }) => method === "DELETE")).toBe(true));
  });
});
