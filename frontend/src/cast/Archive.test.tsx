import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { history } from "../saving/history";
import { aCharacter, aPage, aPanel, aStory } from "../testing/objects";
import { serve, showInStory, wishes } from "../testing/screen";
import { CastScreen } from "./CastScreen";
import { offered } from "./states";

const mia = aCharacter();
const tom = aCharacter({ id: "tom", name: "Tom", archived: true });
const pages = [aPage(), aPage({ id: "page-2", position: 1, panels: [aPanel({ cast: ["tom"] })] })];

beforeEach(() => history.clear());

describe("a character put aside", () => {
  it("leaves the list at once and comes back with Undo", async () => {
    const story = aStory({ cast: [mia] });
    const calls = serve({
      "POST /api/characters/mia/archive": [200, { ...mia, archived: true }],
      "POST /api/characters/mia/unarchive": [200, mia],
      "GET /api/stories/story-1": [200, story],
    });
    const { queries } = showInStory(story, <CastScreen />);
    const aside = () =>
      queries.getQueryData<{ cast: { archived: boolean }[] }>(["story", "story-1"])?.cast[0]?.archived;
    await userEvent.click(screen.getByRole("button", { name: "Put aside: Mia" }));
    const line = await screen.findByText("Mia is put aside");
    expect(history.next.undo?.label).toBe("putting Mia aside");
    await userEvent.click(within(line.parentElement as HTMLElement).getByRole("button", { name: "Undo" }));
    await waitFor(() => expect(aside()).toBe(false));
    expect(calls.filter(({ method }) => method === "POST").map(({ path }) => path)).toEqual([
      "/api/characters/mia/archive",
      "/api/characters/mia/unarchive",
    ]);
  });

  it("is found behind the filter, with the pages that still show it", async () => {
    const calls = serve({ "POST /api/characters/tom/unarchive": [200, { ...tom, archived: false }] });
    showInStory(aStory({ cast: [mia, tom], pages }), <CastScreen />);
    expect(screen.queryByRole("article", { name: "Tom" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Put aside (1)" }));
    expect(screen.queryByRole("article", { name: "Mia" })).toBeNull();
    expect(screen.getByText(/Pages that show Tom stay as they are: 2\./)).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Bring back: Tom" }));
    await waitFor(() => expect(wishes(calls)[0]?.path).toBe("/api/characters/tom/unarchive"));
  });

  it("is shown at once to who comes by its address", () => {
    showInStory(aStory({ cast: [mia, tom], pages }), <CastScreen />, "/in#tom");
    expect(document.activeElement).toBe(screen.getByRole("article", { name: "Tom" }));
  });

  it("needs no filter while nobody is aside", () => {
    showInStory(aStory({ cast: [mia] }), <CastScreen />);
    expect(screen.queryByRole("group", { name: "Which characters are shown" })).toBeNull();
  });

  it("is offered only for pictures that show it already", () => {
    expect(offered([mia, tom], []).map(({ id }) => id)).toEqual(["mia"]);
    expect(offered([mia, tom], ["tom"]).map(({ id }) => id)).toEqual(["mia", "tom"]);
  });
});
