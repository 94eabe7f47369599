import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { BoardScreen } from "../board/BoardScreen";
import { CastScreen } from "../cast/CastScreen";
import { ExportScreen } from "../export/ExportScreen";
import { PagesScreen } from "../pages/PagesScreen";
import { aCharacter, aJob, aPage, aPanel, aPicture, aStory } from "../testing/objects";
import { serve, showInStory } from "../testing/screen";
import { StoryTitle } from "./StoryTitle";

const CHANGES = /draw|keep|add|new|delete|move|copy|paste|cancel|export|learn|propose|edit|take over/i;

// Ids of its own: what other tests wrote waits under theirs.
const story = aStory({
  id: "shared",
  role: "viewer",
  cast: [aCharacter({ candidates: [{ id: "c", index: 0, url: "/media/candidates/c", own: false }] })],
  pages: [
    aPage({
      id: "shared-page",
      text: "It snowed.",
      held_by: "another window",
      panels: [aPanel({ id: "shared-panel", pictures: [aPicture()] })],
    }),
  ],
  jobs: [aJob({ subject: { kind: "panel", id: "shared-panel" }, kind: "render" })],
});

const ROOMS = [
  ["pages", <PagesScreen key="pages" />],
  ["pictures", <BoardScreen key="board" />],
  ["cast", <CastScreen key="cast" />],
  ["book", <ExportScreen key="export" />],
  ["title", <StoryTitle key="title" story={story} />],
] as const;

/** What in the room could be pressed to change something, by its name. */
function changing(): string[] {
  return screen
    .queryAllByRole<HTMLButtonElement>("button")
    .filter((button) => !button.disabled && !button.closest("fieldset:disabled"))
    .map((button) => button.getAttribute("aria-label") ?? button.textContent ?? "")
    .filter((name) => CHANGES.test(name));
}

it.each(ROOMS)("shows the %s to who may only read, and changes nothing", async (_, room) => {
  const calls = serve({ "GET /api/profiles": [200, []] });
  showInStory(story, room);
  await new Promise((done) => setTimeout(done));
  expect(changing()).toEqual([]);
  const fields = screen.queryAllByRole<HTMLInputElement>("textbox");
  expect(fields.filter((field) => !field.readOnly)).toEqual([]);
  expect(calls.filter(({ path }) => path.endsWith("/hold"))).toEqual([]);
});

it.each(ROOMS.slice(0, 4))("lets an editor work in the %s", (_, room) => {
  serve({ "GET /api/profiles": [200, []] });
  showInStory({ ...story, role: "editor" }, room);
  expect(changing()).not.toEqual([]);
});
