import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import { desk } from "../saving/desk";
import { answers } from "../testing/books";
import { aPage, aStory } from "../testing/objects";
import { serve, showInStory } from "../testing/screen";
import { sizesFor, tooManyWords } from "./readers";
import { StorySettings } from "./StorySettings";

// What no test answers would be sent again with the next one's words.
afterEach(() => desk.forget());

describe("what a story is to be", () => {
  it("is changed at any time, and saved as it is chosen", async () => {
    const saved = aStory({ profile: "kdp-paperback", readers: "4-6", language: "de", revision: 2 });
    const calls = serve({ ...answers(false), "PATCH /api/stories/story-1": [200, saved] });
    const story = aStory({ pages: [aPage()] });
    showInStory(story, <StorySettings story={story} />);
    await userEvent.click(screen.getByRole("button", { name: "About this story" }));
    const where = await screen.findByRole("combobox", { name: "Where the book goes" });
    await screen.findByRole("option", { name: "Amazon KDP paperback" });
    await userEvent.selectOptions(where, "Amazon KDP paperback");
    expect(screen.getByRole("combobox", { name: "Page size" })).toHaveProperty("value", "Square");
    expect(screen.getByText(/prints from 24 pages\. Yours become/)).toBeTruthy();
    await userEvent.selectOptions(
      screen.getByRole("combobox", { name: "Age of the readers" }),
      "4 to 6 years, read to",
    );
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Language of the story" }), "de");
    await desk.flush();
    await waitFor(() =>
      expect(
        Object.assign({}, ...calls.filter(({ method }) => method === "PATCH").map(({ body }) => body)),
      ).toEqual({
        profile: "kdp-paperback",
        trim: "",
        readers: "4-6",
        language: "de",
      }),
    );
  });

  it("is shown in two versions, in words, where another window chose something else", async () => {
    const story = aStory({ id: "story-3", pages: [aPage()] });
    const current = aStory({ id: "story-3", profile: "ingramspark", language: "fr", revision: 2 });
    const conflict = { code: "conflict", message: "Changed elsewhere.", details: { current } };
    serve({ ...answers(false), "PATCH /api/stories/story-3": [409, conflict] });
    showInStory(story, <StorySettings story={story} />);
    await userEvent.click(screen.getByRole("button", { name: "About this story" }));
    await screen.findByRole("option", { name: "Amazon KDP paperback" });
    await userEvent.selectOptions(
      screen.getByRole("combobox", { name: "Where the book goes" }),
      "Amazon KDP paperback",
    );
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Language of the story" }), "de");
    await desk.flush();
    const versions = within(await screen.findByRole("alert", { name: "Two versions" }));
    for (const said of ["Amazon KDP paperback", "IngramSpark", "Deutsch", "français"])
      expect(await versions.findByText(said)).toBeTruthy();
    await userEvent.click(versions.getByRole("button", { name: "Take the other" }));
    expect(screen.getByRole("combobox", { name: "Where the book goes" })).toHaveProperty(
      "value",
      "ingramspark",
    );
  });

  it("keeps a style that only this story has", async () => {
    serve(answers(false));
    const story = aStory({ id: "story-2", style: "a stained glass window" });
    showInStory(story, <StorySettings story={story} />);
    await userEvent.click(screen.getByRole("button", { name: "About this story" }));
    const chosen = () => screen.getByRole("radio", { checked: true });
    expect(chosen()).toBe(screen.getByRole("radio", { name: "a stained glass window" }));
    await userEvent.click(screen.getByRole("radio", { name: "a watercolor" }));
    expect(chosen()).toBe(screen.getByRole("radio", { name: "a watercolor" }));
  });
});

describe("readers of an age", () => {
  it("are read to in larger letters", () => {
    expect([sizesFor("0-3")[0], sizesFor("")[0], sizesFor("10+")[0], sizesFor("zorblax")[0]]).toEqual([
      "24",
      "18",
      "16",
      "18",
    ]);
  });

  it("like so many words on a page, whatever language puts between them", () => {
    const words = (count: number) => Array.from({ length: count }, () => "snow").join(" ");
    expect(tooManyWords(words(20), "0-3", "en")).toBeNull();
    expect(tooManyWords(`${words(20)}, more!`, "0-3", "en")).toEqual({ count: 21, most: 20 });
    expect(tooManyWords(words(500), "", "en")).toBeNull();
    expect(
      tooManyWords("雪がしんしんと降る森の中で、きつねのミアは目を覚ましました。".repeat(4), "0-3", "ja"),
    ).not.toBeNull();
  });
});
