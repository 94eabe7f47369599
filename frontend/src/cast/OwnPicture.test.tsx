import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { aCharacter, anOutfit, aStory } from "../testing/objects";
import { serve, showInStory, wishes } from "../testing/screen";
import { CastScreen } from "./CastScreen";
import { LARGEST } from "./OwnPicture";

const mia = aCharacter({ state: "draft" });
const file = (size = 10): File => new File([new Uint8Array(size)], "fox.png", { type: "image/png" });

beforeEach(() => {
  vi.stubGlobal("URL", Object.assign(URL, { createObjectURL: () => "blob:fox", revokeObjectURL: () => {} }));
});

async function choose(picture: File, name = "Use a picture of your own"): Promise<void> {
  await userEvent.click(screen.getByRole("button", { name }));
  await userEvent.upload(screen.getByLabelText(/^Picture: PNG/), picture);
}

const use = () => screen.getByRole<HTMLButtonElement>("button", { name: "Use this picture" });

describe("a picture of one's own", () => {
  it("is sent with what is behind the character, and is the look then", async () => {
    const own = { id: "own", index: 100, url: "/media/candidates/own", own: true };
    const answer = { ...mia, state: "to_pick", candidates: [own], target: "own", revision: 2 };
    const calls = serve({ "POST /api/characters/mia/candidates": [201, answer] });
    const { queries } = showInStory(aStory({ cast: [mia] }), <CastScreen />);
    await choose(file());
    expect(screen.getByRole("img", { name: "The chosen picture" }).getAttribute("src")).toBe("blob:fox");
    await userEvent.type(screen.getByLabelText("What is behind Mia in it?"), "in the forest");
    await userEvent.click(use());
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    const sent = calls.find(({ method }) => method === "POST")?.body as { picture: File; setting: string };
    expect([sent.picture.name, sent.setting]).toEqual(["fox.png", "in the forest"]);
    expect(queries.getQueryData<{ cast: unknown[] }>(["story", "story-1"])?.cast).toEqual([answer]);
  });

  it("is the look of an outfit in the same way", async () => {
    const coat = anOutfit();
    const learnt = aCharacter({ state: "ready", target: "own", outfits: [coat] });
    const answer = { ...learnt, outfits: [{ ...coat, state: "to_pick", target: "own" }] };
    const calls = serve({ "POST /api/outfits/coat/candidates": [201, answer] });
    const { queries } = showInStory(aStory({ cast: [learnt] }), <CastScreen />);
    await choose(file(), "Use a picture of your own: Mia in “Winter coat”");
    await userEvent.type(screen.getByLabelText("What is behind Mia in “Winter coat” in it?"), "at sea");
    await userEvent.click(use());
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    const sent = calls.find(({ method }) => method === "POST")?.body as { picture: File; setting: string };
    expect([sent.picture.name, sent.setting]).toEqual(["fox.png", "at sea"]);
    expect(queries.getQueryData<{ cast: unknown[] }>(["story", "story-1"])?.cast).toEqual([answer]);
  });

  it("says what fits and what one may use, and waits for a file", async () => {
    serve({});
    showInStory(aStory({ cast: [mia] }), <CastScreen />);
    await userEvent.click(screen.getByRole("button", { name: "Use a picture of your own" }));
    const words = screen.getByRole("dialog").textContent;
    expect(words).toContain("Mia alone and whole");
    expect(words).toContain("that you made or may use");
    expect(use().disabled).toBe(true);
  });

  it("stays with the reason when the server refuses it", async () => {
    const refusal = {
      code: "moving_picture",
      message: "This picture moves.",
      safe: "Nothing was kept.",
      hint: "Another.",
    };
    serve({ "POST /api/characters/mia/candidates": [422, refusal] });
    showInStory(aStory({ cast: [mia] }), <CastScreen />);
    await choose(file());
    await userEvent.click(use());
    expect((await screen.findByRole("alert")).textContent).toContain("This picture moves.");
    expect(screen.getByRole("dialog")).toBeTruthy();
  });

  it("is not sent at all when it is too large", async () => {
    const calls = serve({});
    showInStory(aStory({ cast: [mia] }), <CastScreen />);
    const large = file();
    Object.defineProperty(large, "size", { value: LARGEST + 1 });
    await choose(large);
    expect((await screen.findByRole("alert")).textContent).toContain("too large");
    expect([use().disabled, wishes(calls)]).toEqual([true, []]);
  });
});
