import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { aStory } from "../testing/objects";
import { serve, showInStory } from "../testing/screen";
import { Sharing } from "./Sharing";

const LIST = "/api/stories/story-1/shares";
const LINK = "/api/stories/story-1/link";

describe("sharing", () => {
  it("lets somebody in, changes what they may do, and shows them out", async () => {
    const calls = serve({
      [`GET ${LINK}`]: [200, { url: null }],
      [`GET ${LIST}`]: [200, []],
      [`PUT ${LIST}/rosa`]: [200, [{ username: "rosa", role: "viewer" }]],
      [`DELETE ${LIST}/rosa`]: [200, []],
    });
    const story = aStory();
    showInStory(story, <Sharing story={story} onClose={() => undefined} />);
    expect(await screen.findByText("Nobody but you sees this story.")).toBeTruthy();
    await userEvent.type(screen.getByRole("textbox", { name: "Name that they sign in with" }), " rosa ");
    await userEvent.click(screen.getByRole("button", { name: "Share" }));
    const role = await screen.findByRole("combobox", { name: "What rosa may do" });
    await userEvent.selectOptions(role, "Read and change everything");
    await userEvent.click(screen.getByRole("button", { name: "Remove: rosa" }));
    await waitFor(() => expect(screen.queryByRole("combobox", { name: "What rosa may do" })).toBeNull());
    const changes = calls.filter(({ method }) => method !== "GET");
    expect(changes.map(({ method, body }) => [method, body])).toEqual([
      ["PUT", { role: "viewer" }],
      ["PUT", { role: "editor" }],
      ["DELETE", ""],
    ]);
  });

  it("says who is not known, and keeps the name", async () => {
    serve({
      [`GET ${LINK}`]: [200, { url: null }],
      [`GET ${LIST}`]: [200, []],
      [`PUT ${LIST}/nobody`]: [
        422,
        { code: "nobody", message: "There is nobody else called nobody here.", hint: "Ask for the name." },
      ],
    });
    const story = aStory();
    showInStory(story, <Sharing story={story} onClose={() => undefined} />);
    const name = await screen.findByRole("textbox", { name: "Name that they sign in with" });
    await userEvent.type(name, "nobody{Enter}");
    expect((await screen.findByRole("alert")).textContent).toContain("nobody else called nobody");
    expect(name).toHaveProperty("value", "nobody");
  });
});

describe("a link for reading", () => {
  it("is made, shown as a whole address, and withdrawn", async () => {
    const calls = serve({
      [`GET ${LIST}`]: [200, []],
      [`GET ${LINK}`]: [200, { url: null }],
      [`PUT ${LINK}`]: [200, { url: "/shared/abc" }],
      [`DELETE ${LINK}`]: [200, { url: null }],
    });
    const story = aStory();
    showInStory(story, <Sharing story={story} onClose={() => undefined} />);
    const make = await screen.findByRole("button", { name: "Make a link" });
    await waitFor(() => expect(make).toHaveProperty("disabled", false));
    await userEvent.click(make);
    const address = await screen.findByRole("textbox", { name: "Address of the story" });
    expect(screen.queryByText("Nobody but you sees this story.")).toBeNull();
    expect(address).toHaveProperty("value", `${window.location.origin}/shared/abc`);
    await userEvent.click(screen.getByRole("button", { name: "Withdraw the link" }));
    expect(await screen.findByRole("button", { name: "Make a link" })).toBeTruthy();
    expect(
      calls.filter(({ path, method }) => path === LINK && method !== "GET").map(({ method }) => method),
    ).toEqual(["PUT", "DELETE"]);
  });

  it("is copied, or chosen to be copied by hand where the browser refuses", async () => {
    serve({ [`GET ${LIST}`]: [200, []], [`GET ${LINK}`]: [200, { url: "/shared/abc" }] });
    const story = aStory();
    showInStory(story, <Sharing story={story} onClose={() => undefined} />);
    const address = await screen.findByRole("textbox", { name: "Address of the story" });
    const write = vi.spyOn(navigator.clipboard, "writeText").mockRejectedValueOnce(new Error("refused"));
    await userEvent.click(screen.getByRole("button", { name: "Copy" }));
    await waitFor(() => expect(document.activeElement).toBe(address));
    write.mockResolvedValueOnce(undefined);
    await userEvent.click(screen.getByRole("button", { name: "Copy" }));
    expect(await screen.findByRole("button", { name: "Copied" })).toBeTruthy();
    expect(screen.getAllByRole("status").map((each) => each.textContent)).toContain("Copied");
    expect(write).toHaveBeenCalledWith(`${window.location.origin}/shared/abc`);
  });
});
