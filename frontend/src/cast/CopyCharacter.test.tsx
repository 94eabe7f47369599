import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { aCharacter, aStory } from "../testing/objects";
import { serve, showInStory } from "../testing/screen";
import { CastScreen } from "./CastScreen";

const mia = aCharacter({ state: "ready", tuned_steps: 60 });
const summary = (id: string, title: string, role = "owner") => ({
  id,
  title,
  author: "",
  saved_at: "2026-01-01T00:00:00Z",
  pages: 0,
  cover_url: null,
  jobs_running: 0,
  role,
});
const here = summary("story-1", "Mia and the first snow");

async function opened() {
  showInStory(aStory({ cast: [mia] }), <CastScreen />);
  await userEvent.click(screen.getByRole("button", { name: "Copy to another story: Mia" }));
  return within(screen.getByRole("dialog"));
}

describe("a character for another story", () => {
  it("goes to the chosen one, and shows the way there", async () => {
    const others = [
      summary("story-2", "At sea", "editor"),
      summary("story-3", "At home"),
      summary("story-4", "Only to read", "viewer"),
    ];
    const path = "/api/stories/story-3/characters/mia/copy";
    const calls = serve({
      "GET /api/stories": [200, [here, ...others]],
      [`POST ${path}`]: [201, { ...mia, id: "mia-2", name: "Mia 2" }],
    });
    const dialog = await opened();
    await userEvent.selectOptions(await dialog.findByRole("combobox", { name: "Story" }), "At home");
    expect(dialog.getAllByRole("option").map((each) => each.textContent)).toEqual(["At sea", "At home"]);
    await userEvent.click(dialog.getByRole("button", { name: "Copy Mia" }));
    expect(await dialog.findByText(/Mia 2 is in “At home” now\./)).toBeTruthy();
    expect(dialog.getByRole("link", { name: "Go there" }).getAttribute("href")).toBe(
      "/stories/story-3/cast#mia-2",
    );
    expect(dialog.getByRole("button", { name: "Copy Mia" })).toHaveProperty("disabled", true);
    const sent = calls.filter(({ method }) => method === "POST");
    expect(sent.map((call) => call.path)).toEqual([path]);
    expect(sent[0]?.headers.get("Idempotency-Key")).toMatch(/^[0-9a-f]{32}$/);
  });

  it("says what was refused", async () => {
    const refusal = {
      code: "forbidden",
      message: "You may only read this story.",
      safe: "Safe.",
      hint: "Ask.",
    };
    serve({
      "GET /api/stories": [200, [here, summary("story-2", "At sea")]],
      "POST /api/stories/story-2/characters/mia/copy": [403, refusal],
    });
    const dialog = await opened();
    await userEvent.click(await dialog.findByRole("button", { name: "Copy Mia" }));
    await waitFor(() =>
      expect(dialog.getByRole("alert").textContent).toContain("You may only read this story."),
    );
  });

  it("says where a second story comes from when there is none", async () => {
    serve({ "GET /api/stories": [200, [here]] });
    const dialog = await opened();
    expect(await dialog.findByText(/no other story yet/)).toBeTruthy();
  });
});
