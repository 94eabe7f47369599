import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { history } from "../saving/history";
import { aCharacter, aStory } from "../testing/objects";
import { serve, showInStory } from "../testing/screen";
import { CastScreen } from "./CastScreen";

const mia = aCharacter();
const story = aStory({ cast: [mia] });

beforeEach(() => history.clear());

describe("a deleted character", () => {
  it("goes at once and comes back with Undo", async () => {
    const calls = serve({
      "DELETE /api/characters/mia": [200, null],
      "POST /api/characters/mia/restore": [200, mia],
      "GET /api/stories/story-1": [200, { ...story, cast: [] }],
    });
    const { queries } = showInStory(story, <CastScreen />);
    const cast = () => queries.getQueryData<{ cast: { id: string }[] }>(["story", "story-1"])?.cast;
    await userEvent.click(screen.getByRole("button", { name: "Delete Mia" }));
    const line = await screen.findByText("Mia is in the trash");
    expect(cast()).toEqual([]);
    expect(history.next.undo?.label).toBe("deleting Mia");
    await userEvent.click(within(line.parentElement as HTMLElement).getByRole("button", { name: "Undo" }));
    await waitFor(() => expect(cast()?.map(({ id }) => id)).toEqual(["mia"]));
    expect(calls.filter(({ method }) => method !== "GET").map(({ path }) => path)).toEqual([
      "/api/characters/mia",
      "/api/characters/mia/restore",
    ]);
    expect(history.next.redo?.label).toBe("deleting Mia");
  });

  it("says on which pages the character still is", async () => {
    const refusal = {
      code: "character_in_use",
      message: "Mia is in the pictures of these pages: 2.",
      safe: "Safe.",
      hint: "Take Mia out first.",
    };
    serve({ "DELETE /api/characters/mia": [409, refusal] });
    showInStory(story, <CastScreen />);
    await userEvent.click(screen.getByRole("button", { name: "Delete Mia" }));
    expect((await screen.findByRole("alert")).textContent).toContain("pages: 2");
    expect(history.next.undo).toBeUndefined();
  });

  it("is not spoken of before there is one", async () => {
    const calls = serve({ "GET /api/stories/story-1/trash/characters": [200, []] });
    showInStory(story, <CastScreen />);
    await waitFor(() => expect(calls.some(({ path }) => path.endsWith("/trash/characters"))).toBe(true));
    expect(screen.queryByRole("button", { name: "Deleted characters" })).toBeNull();
  });

  it("lies in the trash of the cast, and goes for good on a second press", async () => {
    const tom = { id: "tom", name: "Tom", description: "a robot", trashed_at: "2026-01-01T00:00:00Z" };
    const calls = serve({
      "GET /api/stories/story-1/trash/characters": [200, [{ ...tom, picture_url: null }]],
      "DELETE /api/characters/tom": [200, null],
    });
    showInStory(story, <CastScreen />);
    await userEvent.click(await screen.findByRole("button", { name: "Deleted characters" }));
    await userEvent.click(await screen.findByRole("button", { name: "Delete for good: Tom" }));
    expect(calls.some(({ method }) => method === "DELETE")).toBe(false);
    await userEvent.click(screen.getByRole("button", { name: "Yes, for good: Tom" }));
    await waitFor(() => expect(calls.some(({ method }) => method === "DELETE")).toBe(true));
  });
});
