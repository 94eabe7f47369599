import { QueryClientProvider } from "@tanstack/react-query";
import { act, fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter, Route, Routes } from "react-router";
import { expect, it, vi } from "vitest";
import { newQueryClient } from "../api/queries";
import type { Story } from "../api/types";
import { aCharacter, aPage, aPanel, aPicture, aStory } from "../testing/objects";
import { textOf } from "./Aloud";
import { Reader } from "./Reader";

function openBook(values: Partial<Story> = {}) {
  const picture = aPicture();
  const newer = aPicture({ id: "picture-2", url: "/media/pictures/picture-2" });
  const story = aStory({
    author: "Ada",
    pages: [
      aPage({
        text: "It snowed.",
        panels: [aPanel({ scene: "Mia in the snow", pictures: [picture, newer], kept: picture.id })],
      }),
      aPage({ id: "b", text: "Then it was night.", panels: [aPanel({ scene: "Night", pictures: [newer] })] }),
      aPage({ id: "c", text: "The end." }),
    ],
    ...values,
  });
  const queries = newQueryClient();
  queries.setQueryData(["story", story.id], story);
  return render(
    <QueryClientProvider client={queries}>
      <MemoryRouter initialEntries={[`/stories/${story.id}/read`]}>
        <Routes>
          <Route path="/stories/:storyId/read" element={<Reader />} />
          <Route path="*" element={<p>the pages</p>} />
        </Routes>
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

/** A voice that remembers what it was asked to say, and ends when the test says so. */
function voice() {
  const said: { text: string; lang: string; onend(): void }[] = [];
  vi.stubGlobal("speechSynthesis", {
    speak: (words: { text: string; lang: string; onend(): void }) => said.push(words),
    cancel: () => undefined,
  });
  vi.stubGlobal(
    "SpeechSynthesisUtterance",
    class {
      text: string;
      lang = "";
      onend = (): void => undefined;
      constructor(text: string) {
        this.text = text;
      }
    },
  );
  return said;
}

it("shows the title, then two pages at a time, and says where it is", () => {
  openBook();
  expect(screen.getByRole("heading", { name: "Mia and the first snow" })).toBeTruthy();
  fireEvent.keyDown(window, { key: "ArrowRight" });
  expect(screen.getByText("It snowed.")).toBeTruthy();
  expect(screen.getByText("Then it was night.")).toBeTruthy();
  expect(screen.getByRole("status").textContent).toBe("Pages 1 and 2 of 3");
  expect(screen.getByRole("img", { name: "Mia in the snow" }).getAttribute("src")).toBe(aPicture().url);
  expect(screen.queryByRole("img", { name: "Night" }), "a try that is not kept").toBeNull();
  fireEvent.keyDown(window, { key: "End" });
  expect(screen.getByRole("status").textContent).toBe("Page 3 of 3");
  expect(screen.getByRole("button", { name: "On" })).toHaveProperty("disabled", true);
});

it("opens a picture over two pages over both sides, and one without a picture as a page", () => {
  const picture = aPicture();
  const wide = aPage({ id: "b", spread: true, panels: [aPanel({ pictures: [picture], kept: picture.id })] });
  const empty = aPage({ id: "c", text: "Not drawn.", spread: true, panels: [aPanel({ id: "none" })] });
  openBook({ pages: [aPage({ text: "It snowed." }), wide, empty] });
  const place = () => screen.getByRole("status").textContent;
  fireEvent.keyDown(window, { key: "ArrowRight" });
  expect(place()).toBe("Page 1 of 3");
  fireEvent.keyDown(window, { key: "ArrowRight" });
  expect(place()).toBe("Page 2 of 3");
  expect(screen.getByRole("region", { name: "Page 2" }).dataset.look).toBe("spread");
  fireEvent.keyDown(window, { key: "ArrowRight" });
  expect(screen.getByRole("region", { name: "Page 3" }).dataset.look).toBeUndefined();
});

it("sets the words of a picture over two pages below it on a phone, with who says them", () => {
  const box = { left: 0.1, top: 0.1, right: 0.6, bottom: 0.3 };
  const said = { text: "Brr!", speaker: "mia", box, tail: { left: 0.5, top: 0.5 }, kind: "shout" as const };
  const told = { ...said, text: "In the forest", speaker: null, tail: null };
  const drawn = { pictures: [aPicture()], kept: "picture-1", bubbles: [said, told] };
  const pages = [aPage({ text: "It snowed.", spread: true, panels: [aPanel(drawn)] })];
  const open = (phone: boolean) => {
    vi.spyOn(window, "matchMedia").mockImplementation((media) =>
      Object.assign(new EventTarget() as MediaQueryList, { matches: phone, media }),
    );
    const view = openBook({ cast: [aCharacter()], pages });
    fireEvent.keyDown(window, { key: "ArrowRight" });
    return view;
  };
  const { unmount } = open(false);
  expect(screen.queryByRole("list")).toBeNull();
  expect(screen.getByText("Brr!").closest(".bubble")).toBeTruthy();
  unmount();
  open(true);
  expect(screen.getAllByRole("listitem").map((line) => line.textContent)).toEqual([
    "Mia shouts: Brr!",
    "In the forest",
  ]);
  expect(screen.getByText("Brr!").closest(".bubble")).toBeNull();
  vi.restoreAllMocks();
});

it("shows the picture that was chosen for the cover on the title page, or the first", () => {
  const { unmount } = openBook();
  expect(screen.getByRole("img", { name: "Mia in the snow" })).toBeTruthy();
  unmount();
  const drawn = ["a", "b"].map((id) =>
    aPanel({ id, scene: `Scene ${id}`, pictures: [aPicture({ id })], kept: id }),
  );
  openBook({ pages: [aPage({ panels: [...drawn, aPanel({ id: "c" })] })], cover_panel: "b" });
  expect(screen.getByRole("img", { name: "Scene b" })).toBeTruthy();
});

it("is closed with Escape", () => {
  openBook();
  fireEvent.keyDown(window, { key: "Escape" });
  expect(screen.getByText("the pages")).toBeTruthy();
});

it("is turned and read in the way of its own words", async () => {
  const said = voice();
  openBook({ title: "ميا والثلج", author: "", pages: [aPage({ text: "نزل الثلج." })] });
  await userEvent.click(screen.getByRole("button", { name: "Read aloud" }));
  expect(said[0]?.lang).toBe("ar");
  fireEvent.keyDown(window, { key: "ArrowLeft" });
  expect(screen.getByText("نزل الثلج.").closest("[dir=rtl]")?.getAttribute("lang")).toBe("ar");
});

it("reads aloud and turns the pages until the end", async () => {
  const said = voice();
  openBook();
  await userEvent.click(screen.getByRole("button", { name: "Read aloud" }));
  for (const spread of [0, 1, 2]) {
    await vi.waitFor(() => expect(said).toHaveLength(spread + 1));
    act(() => said[spread]?.onend());
  }
  expect(said.map(({ text }) => text)).toEqual([
    "Mia and the first snow. Ada",
    "It snowed.\nThen it was night.",
    "The end.",
  ]);
  await vi.waitFor(() =>
    expect(screen.getByRole("button", { name: "Read aloud" }).getAttribute("aria-pressed")).toBe("false"),
  );
});

it("shows all pictures of a page with the words over them, and who says them", async () => {
  const box = { left: 0.1, top: 0.1, right: 0.6, bottom: 0.3 };
  const said = { text: "Brr!", speaker: "mia", box, tail: { left: 0.5, top: 0.5 }, kind: "thought" as const };
  const drawn = { pictures: [aPicture()], kept: "picture-1" };
  const page = aPage({
    text: "It snowed.",
    panels: [
      aPanel({ ...drawn, scene: "Mia in the snow", bubbles: [said] }),
      aPanel({ ...drawn, id: "panel-2", scene: "Mia at home", bubbles: [{ ...said, text: "" }] }),
    ],
  });
  openBook({ cast: [aCharacter()], pages: [page] });
  fireEvent.keyDown(window, { key: "ArrowRight" });
  expect((await screen.findAllByRole("img")).map((picture) => picture.getAttribute("alt"))).toEqual([
    "Mia in the snow",
    "Mia at home",
  ]);
  // Not in the words themselves, whose first letter says in which direction they are written.
  expect(screen.getByText("Brr!").previousElementSibling?.textContent).toBe("Mia thinks:");
  expect(textOf(aStory({ pages: [page] }), [1])).toBe("Brr!\nIt snowed.");
});
