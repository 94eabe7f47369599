import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import { desk } from "../saving/desk";
import { history } from "../saving/history";
import { aCharacter, aJob, aPage, aPanel, aPicture, aStory } from "../testing/objects";
import { serve, showInStory } from "../testing/screen";
import { PagesScreen } from "./PagesScreen";

function show(values: Parameters<typeof aPanel>[0] = {}, role: "owner" | "viewer" = "owner") {
  const job = aJob({ kind: "render", subject: { kind: "panel", id: "panel-7" }, state: "queued", seq: 2 });
  const calls = serve({ "POST /api/panels/panel-7/render": [202, job] });
  const panel = aPanel({
    scene: "Mia waves",
    cast: ["mia"],
    pictures: [aPicture()],
    kept: "picture-1",
    ...values,
  });
  const story = aStory({
    role,
    cast: [aCharacter({ state: "ready" })],
    pages: [aPage({ id: "page-7", panels: [panel] })],
  });
  showInStory(story, <PagesScreen />);
  return () => calls.filter(({ path }) => path.endsWith("render")).map(({ body }) => body);
}

afterEach(() => {
  history.clear();
  desk.drop("page", "page-7");
  desk.drop("panel", "panel-7");
});

describe("drawing over a try", () => {
  it("nudges it", async () => {
    const sent = show();
    await userEvent.click(screen.getByText("Change this picture"));
    await userEvent.click(screen.getByRole("button", { name: /^Nudge/ }));
    await waitFor(() => expect(sent()).toEqual([{ redo: { picture: "picture-1", strength: 0.5 } }]));
  });

  it("redraws one character only", async () => {
    const sent = show();
    await userEvent.click(screen.getByRole("button", { name: "Only Mia again" }));
    await waitFor(() =>
      expect(sent()).toEqual([{ redo: { picture: "picture-1", strength: 0.9, character: "mia" } }]),
    );
  });

  it("fixes a part that is marked", async () => {
    const sent = show();
    await userEvent.click(screen.getByRole("button", { name: "Fix a part…" }));
    const part = screen.getByRole("button", { name: /Place of what is drawn again/ });
    part.focus();
    await userEvent.keyboard("{ArrowRight}{Shift>}{ArrowDown}{/Shift}");
    await userEvent.click(screen.getByRole("button", { name: "Draw this part again" }));
    const box = { left: 0.35, top: 0.3, right: 0.75, bottom: 0.75 };
    await waitFor(() => expect(sent()).toEqual([{ redo: { picture: "picture-1", strength: 0.9, box } }]));
  });

  it("leaves a locked picture alone, and viewers without a button", () => {
    show({ locked: true });
    expect(screen.getByRole("button", { name: /^Nudge/ })).toHaveProperty("disabled", true);
  });

  it("is nothing for who only reads", () => {
    show({}, "viewer");
    expect(screen.queryByText("Change this picture")).toBeNull();
  });
});
