import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import { speak } from "../language/language";
import { aJob, aPage, aStory } from "../testing/objects";
import { serve, showInStory } from "../testing/screen";
import { ExportScreen } from "./ExportScreen";

const numbers = { about: "", matter: true, checked: "2026-11-25", sources: ["https://kdp.amazon.com"] };
const profiles = [
  { ...numbers, id: "screen", name: "Screen PDF", trims: ["Square"], matter: false },
  { ...numbers, id: "kdp-paperback", name: "Amazon KDP paperback", trims: ["Square", "Tall"] },
];
const finding = { level: "error", code: "low_resolution", message: "29 dots per inch.", page: 1, fix: "" };

function checked(stops: boolean) {
  return { pages: 24, stops, findings: stops ? [finding] : [], enlarger: "smoothing", press: "" };
}

function answers(stops: boolean): Record<string, [number, unknown]> {
  return {
    "GET /api/profiles": [200, profiles],
    "POST /api/stories/story-1/preflight": [200, checked(stops)],
    "POST /api/stories/story-1/export": [202, aJob({ kind: "export" })],
  };
}

afterEach(() => speak("en"));

it("sends the chosen destination, page size and dedication", async () => {
  const calls = serve(answers(false));
  showInStory(aStory({ pages: [aPage({ text: "Once" })] }), <ExportScreen />);
  await screen.findByRole("option", { name: "Amazon KDP paperback" });
  await userEvent.selectOptions(screen.getByLabelText("Where the book goes"), "kdp-paperback");
  await userEvent.selectOptions(screen.getByLabelText("Page size"), "Tall");
  await userEvent.type(screen.getByLabelText("Dedication, on a page of its own"), "For Tom");
  await userEvent.click(screen.getByRole("button", { name: "Export book" }));
  const wanted = { profile: "kdp-paperback", trim: "Tall", dedication: "For Tom", draft: false };
  await waitFor(() => expect(calls.filter((call) => call.path.endsWith("/export"))[0]?.body).toEqual(wanted));
});

it("stops a book with errors, links to their page, and offers a marked draft", async () => {
  const calls = serve(answers(true));
  showInStory(aStory({ pages: [aPage({ text: "Once" })] }), <ExportScreen />);
  const link = await screen.findByRole("link", { name: "Page 1:" });
  expect(link.getAttribute("href")).toBe("/stories/story-1/pages/page-1");
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Export book" }).disabled).toBe(true);
  await userEvent.click(screen.getByRole("button", { name: "Export anyway, marked as a draft" }));
  await waitFor(() =>
    expect(calls.filter((call) => call.path.endsWith("/export"))[0]?.body).toMatchObject({ draft: true }),
  );
});

it("checks a dedication once it is written, and shows the last check until then", async () => {
  const calls = serve(answers(true));
  showInStory(aStory({ pages: [aPage({ text: "Once" })] }), <ExportScreen />);
  await screen.findByRole("option", { name: "Amazon KDP paperback" });
  await userEvent.selectOptions(screen.getByLabelText("Where the book goes"), "kdp-paperback");
  await screen.findByRole("link", { name: "Page 1:" });
  const field = screen.getByLabelText("Dedication, on a page of its own");
  expect(field.hasAttribute("data-own-undo")).toBe(true);
  for (const letters of ["F", "Fo", "For"]) {
    fireEvent.change(field, { target: { value: letters } });
    expect(screen.queryByRole("link", { name: "Page 1:" })).not.toBeNull();
  }
  const asked = () => calls.filter(({ path }) => path.endsWith("preflight")).map(({ body }) => body);
  await waitFor(() => expect(asked().at(-1)).toMatchObject({ dedication: "For" }));
  expect(asked()).not.toContainEqual(expect.objectContaining({ dedication: "F" }));
});

it("still knows destination and dedication after the room was left", async () => {
  serve(answers(false));
  const story = aStory({ pages: [aPage({ text: "Once" })] });
  const { unmount } = showInStory(story, <ExportScreen />);
  await screen.findByRole("option", { name: "Amazon KDP paperback" });
  await userEvent.selectOptions(screen.getByLabelText("Where the book goes"), "kdp-paperback");
  await userEvent.type(screen.getByLabelText("Dedication, on a page of its own"), "For Tom");
  unmount();
  showInStory(story, <ExportScreen />);
  expect(await screen.findByDisplayValue("For Tom")).toBeTruthy();
  expect(screen.getByLabelText("Where the book goes")).toHaveProperty("value", "kdp-paperback");
});

it("names the kind of each file that was made", async () => {
  serve(answers(false));
  const made = {
    cover_url: null,
    trim: "Square",
    draft: false,
    created_at: "2026-01-01T00:00:00Z",
    pages: 2,
  };
  const book = (format: "pdf" | "epub", profile: string) => ({
    ...made,
    id: format,
    url: `/media/books/${format}`,
    format,
    profile,
    sha256: "0".repeat(64),
    notices: [],
  });
  const books = [book("pdf", "screen"), book("epub", "epub-fixed")];
  showInStory(aStory({ pages: [aPage({ text: "Once" })], books }), <ExportScreen />);
  const link = await screen.findByRole("link", { name: "Download EPUB" });
  expect(link.getAttribute("href")).toBe("/media/books/epub");
  expect(screen.getByRole("link", { name: "Download PDF" }).getAttribute("href")).toBe("/media/books/pdf");
});

it("says why a book could not be checked", async () => {
  serve({ "POST /api/stories/story-1/preflight": [422, { code: "invalid", message: "No such size." }] });
  showInStory(aStory({ pages: [aPage({ text: "Once" })] }), <ExportScreen />);
  expect((await screen.findByRole("alert")).textContent).toContain("No such size.");
});

it("is told in the language of the editor, with its plurals", async () => {
  serve(answers(true));
  await speak("de");
  showInStory(aStory({ pages: [aPage({ text: "Once" })] }), <ExportScreen />);
  expect(await screen.findByText("24 gedruckte Seiten")).toBeTruthy();
  expect(screen.getByRole("link", { name: "Seite 1:" })).toBeTruthy();
  expect(screen.getByRole("button", { name: "Buch exportieren" })).toBeTruthy();
  expect(screen.getByText("Muss zuerst behoben werden")).toBeTruthy();
});
