import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { OpenBook } from "../api/types";
import { aStory } from "../testing/objects";
import { serve, showInStory } from "../testing/screen";
import { SharedBook } from "./SharedBook";

const BOOK: OpenBook = {
  title: "Mia and the first snow",
  author: "Ann",
  language: "en",
  readers: "",
  cover_panel: null,
  cast: [{ id: "mia", name: "Mia" }],
  pages: [
    {
      id: "page-1",
      text: "It snows.",
      spread: false,
      panels: [
        {
          id: "panel-1",
          picture_url: "/media/shared/abc/picture-1",
          alt: "Mia in the snow",
          bubbles: [
            {
              text: "Brr!",
              speaker: "mia",
              box: { left: 0.1, top: 0.1, right: 0.6, bottom: 0.5 },
              tail: null,
              kind: "speech",
            },
          ],
        },
      ],
    },
  ],
};

it("shows the book to whoever has its link, with nothing around it", async () => {
  serve({ "GET /api/shared/": [200, BOOK] });
  showInStory(aStory(), <SharedBook />);
  expect(await screen.findByRole("heading", { name: "Mia and the first snow" })).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "On" }));
  expect(screen.getByText("It snows.")).toBeTruthy();
  expect(screen.getByRole("img", { name: "Mia in the snow" }).getAttribute("src")).toBe(
    "/media/shared/abc/picture-1",
  );
  expect(screen.getByText("Brr!")).toBeTruthy();
  expect(screen.queryByRole("link", { name: "Close the book" })).toBeNull();
});

it("says that a link was withdrawn", async () => {
  const gone = {
    code: "link_gone",
    message: "This link leads to no story any more.",
    safe: "",
    hint: "Ask.",
  };
  serve({ "GET /api/shared/": [404, gone] });
  showInStory(aStory(), <SharedBook />);
  expect((await screen.findByRole("alert")).textContent).toContain("leads to no story any more");
});
