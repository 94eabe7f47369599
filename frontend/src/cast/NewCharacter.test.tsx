import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { aCharacter, aStory } from "../testing/objects";
import { serve, showInStory } from "../testing/screen";
import { CastScreen } from "./CastScreen";

it("says what is missing until somebody can be added", async () => {
  serve({});
  showInStory(aStory({ id: "said", cast: [] }), <CastScreen />);
  const add = screen.getByRole<HTMLButtonElement>("button", { name: "Add character" });
  const said = () => document.getElementById(add.getAttribute("aria-describedby") ?? "")?.textContent;
  expect(said()).toBe("First write a name and what they are.");
  await userEvent.type(screen.getByLabelText("Name"), "Mia");
  expect(said()).toBe("Say what they are, too.");
  expect(add.disabled).toBe(true);
  await userEvent.type(screen.getByLabelText("What they are"), "a fox");
  expect([said(), add.disabled]).toEqual(["", false]);
});

it("leads on to the pages once somebody is learnt", () => {
  serve({});
  showInStory(aStory({ cast: [aCharacter({ state: "ready" })] }), <CastScreen />);
  const on = screen.getByRole("link", { name: "Go to the pages" });
  expect(on.getAttribute("href")).toBe("/stories/story-1/pages");
  expect(on.className).toContain("button--main");
});
