import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { answers } from "../testing/books";
import { aStory } from "../testing/objects";
import { STUDIO, serve, showInStory } from "../testing/screen";
import { NewStory } from "./NewStory";

const show = () => showInStory(aStory(), <NewStory onClose={() => undefined} />);

it("makes a story by Enter alone, with everything left open", async () => {
  const calls = serve({ ...answers(false), "POST /api/stories": [201, aStory()] });
  show();
  await userEvent.type(screen.getByRole("textbox", { name: "Title" }), "Mia{Enter}");
  const open = { profile: "", trim: "", readers: "", style: "" };
  await waitFor(() =>
    expect(calls.find(({ method, path }) => method === "POST" && path === "/api/stories")?.body).toEqual({
      title: "Mia",
      author: "",
      language: "en",
      pages: 8,
      ...open,
    }),
  );
});

it("sends where the book goes, its page size, its readers and its style", async () => {
  const calls = serve({ ...answers(false), "POST /api/stories": [201, aStory()] });
  show();
  await screen.findByRole("option", { name: "Amazon KDP paperback" });
  const choose = (label: string, option: string) =>
    userEvent.selectOptions(screen.getByRole("combobox", { name: label }), option);
  await choose("Where the book goes", "Amazon KDP paperback");
  await choose("Page size", "Tall");
  await choose("Age of the readers", "Up to 3 years, read to");
  await userEvent.click(screen.getByRole("radio", { name: "a watercolor" }));
  await userEvent.click(screen.getByRole("button", { name: "Create story" }));
  const aims = { profile: "kdp-paperback", trim: "Tall", readers: "0-3", style: "a watercolor" };
  await waitFor(() =>
    expect(
      calls.find(({ method, path }) => method === "POST" && path === "/api/stories")?.body,
    ).toMatchObject(aims),
  );
});

it("offers the styles that the painter has learnt, and no others", async () => {
  const unknown = ["watercolor", "paper", "cut", "out"].map((word) => ({ word, near: [] }));
  serve({ ...answers(false), "POST /api/words/check": [200, { unknown, base_words: [] }] });
  const { queries } = show();
  queries.setQueryData(["studio"], { ...STUDIO, any_word: false });
  expect(await screen.findByRole("radio", { name: "a crayon drawing" })).toBeTruthy();
  expect(screen.queryByRole("radio", { name: "a watercolor" })).toBeNull();
  expect(screen.queryByRole("radio", { name: "a paper cut-out" })).toBeNull();
});
