import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { updateStory, withPage } from "../api/queries";
import type { Page } from "../api/types";
import { desk } from "../saving/desk";
import { history } from "../saving/history";
import { answers } from "../testing/books";
import { aCharacter, aFinding, aJob, aPage, aPanel, aPicture, aStory } from "../testing/objects";
import { serve, showInStory } from "../testing/screen";
import { ExportScreen } from "./ExportScreen";

/** A code, what is on its page, and the button or link that mends it with what it asks for. */
const picture = aPicture({ id: "newest" });
const FIXES: [code: string, panel: object, name: string, asked: string][] = [
  ["not_chosen", { pictures: [picture] }, "Keep the newest try", "POST /api/panels/panel-1/keep"],
  ["no_picture", {}, "Draw it", "POST /api/panels/panel-1/render"],
  [
    "stale_picture",
    { pictures: [picture], kept: "newest" },
    "Draw it again",
    "POST /api/panels/panel-1/render",
  ],
];

it.each(FIXES)("mends %s with one press", async (code, values, name, asked) => {
  const panel = aPanel(values);
  const calls = serve({
    ...answers(false),
    "POST /api/stories/story-1/preflight": [
      200,
      { pages: 24, stops: false, findings: [aFinding({ code, page: 1 })] },
    ],
    "POST /api/panels/panel-1/keep": [200, { ...panel, kept: "newest" }],
    "POST /api/panels/panel-1/render": [
      202,
      aJob({ kind: "render", subject: { kind: "panel", id: "panel-1" } }),
    ],
  });
  showInStory(aStory({ pages: [aPage({ text: "Once", panels: [panel] })] }), <ExportScreen />);
  await userEvent.click(await screen.findByRole("button", { name }));
  await waitFor(() => expect(calls.map(({ method, path }) => `${method} ${path}`)).toContain(asked));
});

/** A page whose text is too long was divided by one press; the server says of a later save that it made `revision`. */
async function divided(revision: number) {
  const page = aPage({ text: "One two. Three four.", revision: 3 });
  const first = { ...page, text: "One two.", revision: 4 };
  const behind = aPage({ id: "page-2", text: "Three four." });
  const findings = [aFinding({ code: "text_over", page: 1, values: { words: 2 } })];
  const calls = serve({
    ...answers(false),
    "POST /api/stories/story-1/preflight": [200, { pages: 24, stops: false, findings }],
    "POST /api/pages/page-1/divide": [200, [first, behind]],
    "PATCH /api/pages/page-1": [200, { ...page, revision }],
    "DELETE /api/pages/page-2": [200, null],
  });
  const { queries } = showInStory(aStory({ pages: [page] }), <ExportScreen />);
  await userEvent.click(await screen.findByRole("button", { name: "Divide the page" }));
  await waitFor(() => expect(history.next.undo?.label).toBe("dividing a page"));
  return { calls, first, queries };
}

it("divides a page whose text is too long, and undoes that as one step", async () => {
  const { calls } = await divided(5);
  await act(() => history.undo());
  const about = calls.filter(({ path }) => path.startsWith("/api/pages/"));
  expect(about.map(({ method, body, headers }) => [method, body, headers.get("If-Match")])).toEqual([
    ["POST", { first: "One two.", rest: "Three four." }, "3"],
    ["PATCH", { text: "One two. Three four." }, "4"],
    ["DELETE", "", null],
  ]);
  history.clear();
});

it("takes the dividing back also where words typed later were taken back just now and are not saved yet", async () => {
  const { calls, first, queries } = await divided(7);
  const typed = { ...first, text: "One two. Oh.", revision: 5 };
  const saved = (fresh: Page): Page => {
    updateStory(queries, "story-1", withPage(fresh));
    return fresh;
  };
  saved(typed);
  desk.open("page", typed, async () => saved({ ...first, revision: 6 })).put({ text: "One two." });
  await act(() => history.undo());
  expect(history.error).toBeNull();
  expect(calls.find(({ method }) => method === "PATCH")?.headers.get("If-Match")).toBe("6");
  desk.drop("page", "page-1");
  history.clear();
});

it("leads the words over a picture to where they are made", async () => {
  const findings = [aFinding({ code: "bubble_over", page: 1 })];
  serve({
    ...answers(false),
    "POST /api/stories/story-1/preflight": [200, { pages: 24, stops: false, findings }],
  });
  showInStory(aStory({ pages: [aPage()] }), <ExportScreen />);
  expect((await screen.findByRole("link", { name: "Open page 1" })).getAttribute("href")).toContain(
    "#bubbles",
  );
});

it("leads to the one who has to be learnt, and offers readers nothing to press", async () => {
  const findings = [aFinding({ code: "unlearnt", page: 1 })];
  const pages = [aPage({ panels: [aPanel({ cast: ["mia"] })] })];
  serve({
    ...answers(false),
    "POST /api/stories/story-1/preflight": [200, { pages: 24, stops: false, findings }],
  });
  const { unmount } = showInStory(aStory({ pages, cast: [aCharacter()] }), <ExportScreen />);
  const link = await screen.findByRole("link", { name: "Go to Mia" });
  expect(link.getAttribute("href")).toBe("/stories/story-1/cast#mia");
  unmount();
  showInStory(aStory({ pages, cast: [aCharacter()], role: "viewer" }), <ExportScreen />);
  expect((await screen.findByRole("link", { name: "Open page 1" })).getAttribute("href")).toContain("#cast");
  expect(screen.queryByRole("link", { name: "Go to Mia" })).toBeNull();
});
