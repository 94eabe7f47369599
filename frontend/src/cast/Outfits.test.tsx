import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { jobTitle } from "../jobs/sentences";
import { history } from "../saving/history";
import { aCharacter, aJob, anOutfit, aStory } from "../testing/objects";
import { serve, showInStory, wishes } from "../testing/screen";
import { CastScreen } from "./CastScreen";

const looks = [1, 2].map((index) => ({ id: `look-${index}`, index, url: `/media/${index}`, own: false }));
const coat = anOutfit({ state: "to_pick", candidates: looks });
const learnt = aCharacter({ state: "ready", tuned_steps: 60, target: "own" });
const dressed = { ...learnt, outfits: [coat] };

beforeEach(() => history.clear());

describe("outfits", () => {
  it("are for those who are learnt", () => {
    showInStory(aStory({ cast: [aCharacter()] }), <CastScreen />);
    expect(screen.queryByText("Outfits")).toBeNull();
  });

  it("begin with the words of the character", async () => {
    const calls = serve({ "POST /api/characters/mia/outfits": [201, dressed] });
    showInStory(aStory({ cast: [learnt] }), <CastScreen />);
    await userEvent.click(screen.getByRole("button", { name: "Add an outfit for Mia" }));
    const words = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Mia in it" });
    expect(words.value).toBe("a white fox");
    await userEvent.type(words, " in a red coat");
    await userEvent.type(screen.getByRole("textbox", { name: "Name of the outfit" }), "Winter coat");
    await userEvent.click(screen.getByRole("button", { name: "Add the outfit" }));
    const made = calls.find(({ method, path }) => method === "POST" && path.endsWith("/outfits"));
    expect(made?.body).toEqual({ name: "Winter coat", description: "a white fox in a red coat" });
    await waitFor(() => expect(screen.queryByRole("button", { name: "Add the outfit" })).toBeNull());
  });

  it("keep what was typed of a new one for who leaves before it is added", async () => {
    serve({ "POST /api/characters/mia/outfits": [201, dressed] });
    const story = aStory({ cast: [learnt] });
    const { unmount } = showInStory(story, <CastScreen />);
    await userEvent.click(screen.getByRole("button", { name: "Add an outfit for Mia" }));
    await userEvent.type(screen.getByRole("textbox", { name: "Mia in it" }), " in red");
    unmount();
    const { unmount: leave } = showInStory(story, <CastScreen />);
    expect(screen.getByRole("textbox", { name: "Mia in it" })).toHaveProperty("value", "a white fox in red");
    await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
    leave();
    showInStory(story, <CastScreen />);
    expect(screen.queryByRole("textbox", { name: "Mia in it" })).toBeNull();
  });

  it("take the number keys for their own looks", async () => {
    const calls = serve({ "POST /api/outfits/coat/pick": [200, dressed] });
    showInStory(aStory({ cast: [{ ...dressed, candidates: looks }] }), <CastScreen />);
    fireEvent.keyDown(screen.getByRole("article", { name: "Mia in “Winter coat”" }), { key: "2" });
    await waitFor(() => expect(wishes(calls).map(({ path }) => path)).toEqual(["/api/outfits/coat/pick"]));
    expect(wishes(calls)[0]?.body).toEqual({ candidate: "look-2" });
  });

  it("are proposed and learnt, with one key for one press", async () => {
    const picked = { ...learnt, outfits: [{ ...coat, target: "look-1" }] };
    const subject = { kind: "outfit" as const, id: "coat" };
    const job = aJob({ subject });
    const calls = serve({
      "POST /api/outfits/coat/tune": [202, job],
      "POST /api/outfits/coat/propose": [202, aJob({ id: "job-2", kind: "propose", subject })],
    });
    const story = aStory({ cast: [picked] });
    showInStory(story, <CastScreen />);
    await userEvent.click(screen.getByRole("button", { name: "Learn Mia in “Winter coat”" }));
    await userEvent.click(screen.getByRole("button", { name: "Propose looks: Mia in “Winter coat”" }));
    const posts = calls.filter(({ method }) => method === "POST");
    expect(posts.map(({ path }) => path)).toEqual(["/api/outfits/coat/tune", "/api/outfits/coat/propose"]);
    expect(posts.every(({ headers }) => headers.get("Idempotency-Key"))).toBe(true);
    expect(jobTitle(job, story)).toBe("Learning Mia in “Winter coat”");
  });

  it("go at once and come back with Undo", async () => {
    const calls = serve({
      "DELETE /api/outfits/coat": [200, learnt],
      "POST /api/outfits/coat/restore": [200, dressed],
    });
    showInStory(aStory({ cast: [dressed] }), <CastScreen />);
    await userEvent.click(screen.getByRole("button", { name: "Remove “Winter coat”" }));
    const line = await screen.findByText("“Winter coat” is removed. Its pictures stay.");
    await userEvent.click(within(line.parentElement as HTMLElement).getByRole("button", { name: "Undo" }));
    await waitFor(() => expect(calls.at(-1)?.path).toBe("/api/outfits/coat/restore"));
  });

  it("say what has to be done first after the character changed", () => {
    const stale = { ...dressed, state: "stale" as const };
    showInStory(aStory({ cast: [stale] }), <CastScreen />);
    const card = within(screen.getByRole("article", { name: "Mia in “Winter coat”" }));
    expect(card.getByText("Learn Mia as Mia is now, then the outfit.")).toBeTruthy();
    expect(card.queryByRole("button", { name: /^Propose/ })).toBeNull();
  });
});
