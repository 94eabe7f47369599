import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { aStory } from "../testing/objects";
import { serve, showInStory } from "../testing/screen";
import { Press } from "./Press";

const route = "/api/stories/story-1/press";

it("gives the print shop’s colour profile and says why one is not taken", async () => {
  const calls = serve({
    [`POST ${route}`]: [422, { code: "bad_press", message: "The file is no profile." }],
  });
  showInStory(aStory(), <Press story={aStory()} name="Plain" />);
  expect(screen.getByText("Printing inks by the colour profile “Plain”.")).toBeTruthy();
  const file = new File(["x"], "shop.icc");
  await userEvent.upload(screen.getByLabelText("Colour profile of your print shop (ICC file)"), file);
  expect((await screen.findByRole("alert")).textContent).toContain("The file is no profile.");
  expect(calls.map((call) => `${call.method} ${call.path}`)).toEqual([`POST ${route}`]);
  expect(calls[0]?.headers.get("Content-Type")).toContain("multipart/form-data");
});

it("goes back to the studio’s own", async () => {
  const calls = serve({ [`DELETE ${route}`]: [200, aStory()] });
  showInStory(aStory(), <Press story={aStory({ press: "Shop" })} name="Shop" />);
  await userEvent.click(screen.getByRole("button", { name: "Use the studio’s own colour profile" }));
  await waitFor(() => expect(calls).toHaveLength(1));
});

it("offers readers nothing to change", () => {
  showInStory(aStory(), <Press story={aStory({ role: "viewer", press: "Shop" })} name="Shop" />);
  expect(screen.queryByRole("button")).toBeNull();
  expect(screen.queryByLabelText("Colour profile of your print shop (ICC file)")).toBeNull();
});
