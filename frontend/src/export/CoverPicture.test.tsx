import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Story } from "../api/types";
import { desk } from "../saving/desk";
import { history } from "../saving/history";
import { StoryTitle } from "../story/StoryTitle";
import { aPage, aPanel, aPicture, aStory } from "../testing/objects";
import { serve, showInStory } from "../testing/screen";
import { CoverPicture } from "./CoverPicture";

function drawn(id: string) {
  const picture = aPicture({ id: `of-${id}`, url: `/media/pictures/of-${id}` });
  return aPanel({ id, pictures: [picture], kept: picture.id });
}

function told(values: Partial<Story> = {}): Story {
  const pages = [
    aPage({ id: "page-1", panels: [drawn("fox")] }),
    aPage({ id: "page-2", panels: [aPanel({ id: "empty" }), drawn("bear")] }),
  ];
  return aStory({ pages, ...values });
}

const forget = (): void => {
  history.clear();
  desk.drop("story", "story-1");
};

beforeEach(forget);
// What is left unsettled here would stop the saving of other tests.
afterEach(forget);

it("lists the pictures of the book, is chosen by keys, saved, and taken back", async () => {
  const story = told();
  const calls = serve({
    "PATCH /api/stories/story-1": [200, { ...story, cover_panel: "bear", revision: 2 }],
  });
  showInStory(story, <CoverPicture story={story} />);
  await userEvent.click(screen.getByText("Picture on the cover: the story’s first picture"));
  const names = screen.getAllByRole("radio").map((each) => each.closest("label")?.textContent?.trim());
  expect(names).toEqual(["The first one", "Page 1", "Page 2, picture 2"]);
  expect(screen.getByRole("radio", { name: "The first one" })).toHaveProperty("checked", true);
  screen.getByRole("radio", { name: "Page 2, picture 2" }).focus();
  await userEvent.keyboard(" ");
  expect(screen.getByText("Picture on the cover: Page 2, picture 2")).toBeTruthy();
  await desk.flush();
  expect(calls.find(({ method }) => method === "PATCH")?.body).toEqual({ cover_panel: "bear" });
  await history.undo();
  await desk.flush();
  expect(calls.at(-1)?.body).toEqual({ cover_panel: null });
});

it("says what was chosen and is deleted or not drawn", () => {
  const { unmount } = showInStory(told(), <CoverPicture story={told({ cover_panel: "gone" })} />);
  expect(screen.getByText("Picture on the cover: a deleted picture")).toBeTruthy();
  unmount();
  desk.drop("story", "story-1");
  showInStory(told(), <CoverPicture story={told({ cover_panel: "empty" })} />);
  expect(screen.getByText("Picture on the cover: Page 2, picture 1")).toBeTruthy();
});

it("is not asked about in a book without pictures", () => {
  showInStory(aStory({ pages: [aPage()] }), <CoverPicture story={aStory({ pages: [aPage()] })} />);
  expect(screen.queryByText(/Picture on the cover/)).toBeNull();
});

it("is shown to readers, who cannot change it", async () => {
  const story = told({ role: "viewer" });
  showInStory(story, <CoverPicture story={story} />);
  await userEvent.click(screen.getByText(/Picture on the cover/));
  const group = screen.getByRole("group", { name: "Picture on the cover and the title page" });
  expect(group).toHaveProperty("disabled", true);
});

it("is one or the other where another window chose too, by the names of the pictures", async () => {
  const story = told();
  const current = { ...story, cover_panel: "bear", revision: 2 };
  serve({
    "PATCH /api/stories/story-1": [
      409,
      { code: "revision_conflict", message: "Changed.", safe: "", hint: "", details: { current } },
    ],
  });
  const screens = (
    <>
      <StoryTitle story={story} />
      <CoverPicture story={story} />
    </>
  );
  showInStory(story, screens);
  await userEvent.click(screen.getByText(/Picture on the cover/));
  await userEvent.click(screen.getByRole("radio", { name: "Page 1" }));
  await desk.flush();
  const note = await screen.findByRole("alert");
  await waitFor(() => expect(note.textContent).toContain("Page 1"));
  expect(note.textContent).toContain("Page 2, picture 2");
  expect(screen.queryByRole("button", { name: "Keep both" })).toBeNull();
});
