import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { aStory } from "../testing/objects";
import { serve, showInStory } from "../testing/screen";
import { Library } from "./Library";

const SHELVED = {
  id: "story-1",
  title: "Mia",
  author: "",
  saved_at: "2026-01-01T00:00:00Z",
  pages: 3,
  cover_url: null,
  jobs_running: 0,
  role: "owner",
};
const THROWN = { id: "story-2", title: "Tom", trashed_at: "2026-01-01T00:00:00Z", pages: 1 };

it("throws a story away with a way back, and asks nothing before", async () => {
  const calls = serve({
    "GET /api/stories": [200, [SHELVED]],
    "GET /api/stories/trash": [200, []],
    "DELETE /api/stories/story-1": [200, null],
    "POST /api/stories/story-1/restore": [200, aStory()],
  });
  showInStory(aStory(), <Library />);
  await userEvent.click(await screen.findByRole("button", { name: "Delete Mia" }));
  await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
  await waitFor(() =>
    expect(calls.filter(({ method }) => method !== "GET").map(({ path }) => path)).toEqual([
      "/api/stories/story-1",
      "/api/stories/story-1/restore",
    ]),
  );
});

it("puts a deleted story back, and deletes it for good only after a question", async () => {
  const calls = serve({
    "GET /api/stories": [200, [SHELVED]],
    "GET /api/stories/trash": [200, [THROWN]],
    "DELETE /api/stories/story-2": [200, null],
    "POST /api/stories/story-2/restore": [200, aStory({ id: "story-2" })],
  });
  const changes = () => calls.filter(({ method }) => method !== "GET").map(({ method }) => method);
  showInStory(aStory(), <Library />);
  await userEvent.click(await screen.findByText("Deleted stories (1)"));
  await userEvent.click(screen.getByRole("button", { name: "Put back: Tom" }));
  await waitFor(() => expect(changes()).toEqual(["POST"]));
  await userEvent.click(screen.getByRole("button", { name: "Delete for good: Tom" }));
  const question = within(screen.getByRole("dialog"));
  expect(changes()).toEqual(["POST"]);
  await userEvent.click(question.getByRole("button", { name: "Delete for good" }));
  await waitFor(() => expect(changes()).toEqual(["POST", "DELETE"]));
});

it("never takes the button for a new story away from under the focus", async () => {
  localStorage.clear();
  serve({ "GET /api/stories": [200, []], "GET /api/stories/trash": [200, []] });
  showInStory(aStory(), <Library />);
  const heading = screen.getByRole("heading", { name: "Your stories" });
  const head = within(heading.closest("header") as HTMLElement);
  expect(head.queryByRole("button", { name: "New story" })).toBeNull();
  await screen.findByRole("button", { name: "New story" });
  expect(head.queryByRole("button", { name: "New story" })).toBeNull();
});

it("has the button in its head at once where there were stories last time", async () => {
  localStorage.setItem("storyboard/stories", JSON.stringify([SHELVED]));
  serve({ "GET /api/stories": [200, [SHELVED]], "GET /api/stories/trash": [200, []] });
  showInStory(aStory(), <Library />);
  const button = screen.getByRole("button", { name: "New story" });
  await screen.findByRole("button", { name: "Delete Mia" });
  expect(button.isConnected).toBe(true);
});
