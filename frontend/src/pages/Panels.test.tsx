import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import { desk } from "../saving/desk";
import { history } from "../saving/history";
import { aCharacter, aPage, aPanel, aPicture, aStory } from "../testing/objects";
import { serve, showInStory } from "../testing/screen";
import { PagesScreen } from "./PagesScreen";

const one = aPanel({ scene: "one" });
const two = aPanel({ id: "panel-2", scene: "two" });
const three = aPanel({ id: "panel-3" });
const mia = aCharacter({ state: "ready" });

function show(panels = [one, two]) {
  return showInStory(aStory({ cast: [mia], pages: [aPage({ panels })] }), <PagesScreen />);
}

/** The wishes that change a page's panels. */
function wishes(calls: ReturnType<typeof serve>): unknown[] {
  const about = /layout|panels\/[^/]+(\/(move|restore))?$/;
  return calls
    .filter(({ path, method }) => about.test(path) && method !== "PATCH")
    .map(({ method, path, body }) => [method, path.replace("/api/", ""), body]);
}

afterEach(() => {
  history.clear();
  for (const { id } of [one, two, three]) desk.drop("panel", id);
  desk.drop("page", "page-1");
});

describe("a page of several pictures", () => {
  it("opens one of them, with its own words, tries and drawing", async () => {
    const calls = serve({ "POST /api/panels/panel-2/render": [202, {}] });
    show([one, { ...two, pictures: [aPicture()] }]);
    expect(screen.getByRole("textbox", { name: "Scene" })).toHaveProperty("value", "one");
    expect(screen.queryByRole("region", { name: "Tries" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Picture 2 of 2" }));
    expect(screen.getByRole("textbox", { name: "Scene" })).toHaveProperty("value", "two");
    expect(screen.getByRole("region", { name: "Tries" })).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Draw again" }));
    await waitFor(() => expect(calls.some(({ path }) => path.endsWith("panel-2/render"))).toBe(true));
  });

  it("gets more or fewer of them by a press, and undo brings back what went", async () => {
    const wide = aPage({ panels: [one, two, three] });
    const narrow = aPage({ panels: [one] });
    const calls = serve({
      "POST /api/pages/page-1/layout": [200, narrow],
      "POST /api/panels/panel-2/restore": [200, aPage({ panels: [one, two] })],
      "POST /api/panels/panel-3/restore": [200, wide],
      "DELETE /api/panels/panel-2": [200, null],
      "DELETE /api/panels/panel-3": [200, null],
    });
    show(wide.panels);
    await userEvent.click(screen.getByRole("button", { name: "Pictures on this page: 1" }));
    await waitFor(() => expect(history.next.undo?.label).toBe("layout of a page"));
    expect(screen.getByText("What was taken off the page is in the trash")).toBeTruthy();
    await act(() => history.undo());
    await act(() => history.redo());
    expect(wishes(calls)).toEqual([
      ["POST", "pages/page-1/layout", { panels: 1, spread: false }],
      ["POST", "panels/panel-2/restore", ""],
      ["POST", "panels/panel-3/restore", ""],
      ["DELETE", "panels/panel-3", ""],
      ["DELETE", "panels/panel-2", ""],
    ]);
  });

  it("goes over two pages by a press, which undo takes back and redo does again", async () => {
    const calls = serve({ "POST /api/pages/page-1/layout": [200, aPage({ panels: [one], spread: true })] });
    show([one]);
    await userEvent.click(screen.getByRole("button", { name: "One picture over two pages" }));
    await waitFor(() => expect(history.next.undo?.label).toBe("layout of a page"));
    await act(() => history.undo());
    await act(() => history.redo());
    expect(wishes(calls)).toEqual(
      [true, false, true].map((spread) => ["POST", "pages/page-1/layout", { panels: 1, spread }]),
    );
  });

  it("is shown as both pages, its picture as wide as they are, with its words beside the fold", () => {
    const said = { text: "Hi", speaker: null, tail: null, kind: "speech" as const };
    const bubble = { ...said, box: { left: 0.45, top: 0.5, right: 0.55, bottom: 0.6 } };
    const page = aPage({ spread: true, panels: [{ ...one, bubbles: [bubble], pictures: [aPicture()] }] });
    showInStory(aStory({ pages: [page] }), <PagesScreen />);
    expect(screen.getByRole("region", { name: "Page 1" }).dataset.look).toBe("spread");
    const pressed = (name: string) => screen.queryByRole("button", { name, pressed: true });
    expect(pressed("One picture over two pages")).toBeTruthy();
    expect(pressed("Pictures on this page: 1")).toBeNull();
    expect(screen.getByText(/two pages show the middle of this one/)).toBeTruthy();
    const panel = screen.getByAltText("a white fox, in the snow").parentElement;
    expect(panel?.style.width).toBe("101.47%");
    expect(screen.getByRole("button", { name: /^Place of words 1: 36 % from the left/ })).toBeTruthy();
  });

  it("brings back what went for a picture over two pages, and redo takes it off again", async () => {
    const calls = serve({
      "POST /api/pages/page-1/layout": [200, aPage({ panels: [one], spread: true })],
      "POST /api/panels/panel-2/restore": [200, aPage({ panels: [one, two] })],
      "DELETE /api/panels/panel-2": [200, null],
    });
    show();
    await userEvent.click(screen.getByRole("button", { name: "One picture over two pages" }));
    await waitFor(() => expect(history.next.undo?.label).toBe("layout of a page"));
    await act(() => history.undo());
    await act(() => history.redo());
    expect(wishes(calls)).toEqual([
      ["POST", "pages/page-1/layout", { panels: 1, spread: true }],
      ["POST", "panels/panel-2/restore", ""],
      ["DELETE", "panels/panel-2", ""],
      ["POST", "pages/page-1/layout", { panels: 1, spread: true }],
    ]);
  });

  it("lets one be moved by buttons, and taken off", async () => {
    const calls = serve({
      "POST /api/panels/panel-1/move": [200, aPage({ panels: [two, one] })],
      "DELETE /api/panels/panel-1": [200, null],
    });
    show();
    expect(screen.getByRole("button", { name: "Picture 1 earlier" })).toHaveProperty("disabled", true);
    await userEvent.click(screen.getByRole("button", { name: "Picture 1 later" }));
    await waitFor(() => expect(history.next.undo?.label).toBe("order of pictures on a page"));
    await userEvent.click(screen.getByRole("button", { name: "Take picture 1 off the page" }));
    await waitFor(() => expect(history.next.undo?.label).toBe("taking a picture off a page"));
    expect(wishes(calls)).toEqual([
      ["POST", "panels/panel-1/move", { position: 1 }],
      ["DELETE", "panels/panel-1", ""],
    ]);
  });
});

describe("words over a picture", () => {
  const bubbles = () => within(screen.getByRole("region", { name: "The picture" }));

  it("are added, written in their place, moved by keys, and all of it undone", async () => {
    const calls = serve({ "PATCH /api/panels/panel-1": [200, { ...one, revision: 2 }] });
    show([one]);
    await userEvent.click(screen.getByText("Words over the picture"));
    await userEvent.click(bubbles().getByRole("button", { name: "Speech bubble" }));
    const words = screen.getByRole("textbox", { name: "Words 1" });
    await userEvent.type(words, "Hi");
    expect(bubbles().getByRole("textbox", { name: "Speech bubble" })).toHaveProperty("value", "Hi");
    const place = () => screen.getByRole("button", { name: /^Place of words 1/ });
    place().focus();
    await userEvent.keyboard("{ArrowRight}{Shift>}{ArrowDown}{/Shift}");
    expect(place().getAttribute("aria-label")).toContain(
      "11 % from the left, 5 % from the top, 48 % wide, 26 %",
    );
    screen.getByRole("button", { name: /^Tail of words 1/ }).focus();
    await userEvent.keyboard("{ArrowUp}");
    await desk.flush();
    const sent = calls.findLast(({ method }) => method === "PATCH")?.body;
    expect(sent).toEqual({
      bubbles: [
        {
          text: "Hi",
          speaker: null,
          box: { left: 0.11, top: 0.05, right: 0.59, bottom: 0.31 },
          tail: { left: 0.5, top: 0.45 },
          kind: "speech",
        },
      ],
    });
    while (history.next.undo) await act(() => history.undo());
    expect(screen.queryByRole("textbox", { name: "Words 1" })).toBeNull();
  });

  it("can be thought, shouted or whispered, which shows at once", async () => {
    const calls = serve({ "PATCH /api/panels/panel-1": [200, { ...one, revision: 2 }] });
    const box = { left: 0.1, top: 0.1, right: 0.6, bottom: 0.3 };
    const said = { text: "Brr!", speaker: null, box, tail: { left: 0.5, top: 0.5 }, kind: "speech" as const };
    const { container } = show([{ ...one, bubbles: [said, { ...said, text: "Once", tail: null }] }]);
    expect(container.querySelectorAll(".bubble__shape circle")).toHaveLength(0);
    const how = screen.getByRole("combobox", { name: "How it is said" }); // not of what the teller says
    await userEvent.selectOptions(how, "Thought");
    expect(container.querySelectorAll(".bubble__shape circle").length).toBeGreaterThan(10);
    await userEvent.selectOptions(how, "Whispered");
    expect(container.querySelectorAll(".bubble__shape [data-dashed]").length).toBeGreaterThan(0);
    await desk.flush();
    const sent = calls.findLast(({ method }) => method === "PATCH")?.body as { bubbles: unknown[] };
    expect(sent.bubbles[0]).toEqual({ ...said, kind: "whisper" });
  });

  it("point to who says them, where it is known where they stand", async () => {
    serve({});
    const box = { left: 0.5, top: 0.2, right: 1, bottom: 1 };
    const said = { text: "Brr!", speaker: null, box, tail: { left: 0, top: 0 }, kind: "speech" as const };
    show([{ ...one, cast: ["mia"], places: [{ character: "mia", box, depth: 0 }], bubbles: [said] }]);
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Who says it" }), "Mia");
    expect(
      screen.getByRole("button", { name: "Tail of words 1: 75 % from the left, 40 % from the top" }),
    ).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Remove words 1" }));
    expect(screen.queryByText("Brr!")).toBeNull();
    expect(screen.getByText("Words over the picture").parentElement).toHaveProperty("open", true);
  });
});
