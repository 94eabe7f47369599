import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import { speak } from "../language/language";
import { answers } from "../testing/books";
import { aFinding, aJob, aPage, aPanel, aStory } from "../testing/objects";
import { serve, showInStory } from "../testing/screen";
import { ExportScreen } from "./ExportScreen";

afterEach(() => speak("en"));

it("says that it looks at the book, and shows what stands below once nothing moves it any more", async () => {
  serve(answers(false));
  showInStory(aStory({ pages: [aPage({ text: "Once" })] }), <ExportScreen />);
  const kept = () => screen.queryByRole("heading", { name: "Keep it, and say how it was made" });
  expect(screen.getByText("Looking at the book…").getAttribute("role")).toBe("status");
  expect(kept()).toBeNull();
  await screen.findByRole("heading", { name: "Keep it, and say how it was made" });
  expect(screen.queryByText("Looking at the book…")).toBeNull();
});

it("sends the chosen destination, page size and dedication", async () => {
  const calls = serve(answers(false));
  showInStory(aStory({ pages: [aPage({ text: "Once" })] }), <ExportScreen />);
  await screen.findByRole("option", { name: "Amazon KDP paperback" });
  await userEvent.selectOptions(screen.getByLabelText("Where the book goes"), "kdp-paperback");
  await userEvent.selectOptions(screen.getByLabelText("Page size"), "Tall");
  await userEvent.selectOptions(screen.getByLabelText("Typeface"), "Lexend");
  await userEvent.type(screen.getByLabelText("Dedication, on a page of its own"), "For Tom");
  await userEvent.click(screen.getByRole("button", { name: "Export book" }));
  const wanted = {
    profile: "kdp-paperback",
    trim: "Tall",
    facing: false,
    dedication: "For Tom",
    draft: false,
    face: "Lexend",
    spine: 0,
    spine_pages: 0,
  };
  await waitFor(() => expect(calls.filter((call) => call.path.endsWith("/export"))[0]?.body).toEqual(wanted));
});

it("offers facing pages side by side where the destination has them, and keeps to that", async () => {
  const calls = serve(answers(false));
  showInStory(aStory({ pages: [aPage({ text: "Once" })] }), <ExportScreen />);
  const wish = "Two facing pages side by side, as in the open book";
  await screen.findByRole("option", { name: "Screen PDF" });
  await userEvent.selectOptions(screen.getByLabelText("Where the book goes"), "screen");
  await userEvent.click(await screen.findByRole("checkbox", { name: wish }));
  await userEvent.click(screen.getByRole("button", { name: "Export book" }));
  const asked = () => calls.filter(({ path }) => path.endsWith("/export")).map(({ body }) => body);
  await waitFor(() => expect(asked()).toMatchObject([{ profile: "screen", facing: true }]));
  await userEvent.selectOptions(screen.getByLabelText("Where the book goes"), "kdp-paperback");
  expect(screen.queryByRole("checkbox", { name: wish })).toBeNull();
  await userEvent.selectOptions(screen.getByLabelText("Where the book goes"), "screen");
  expect(await screen.findByRole("checkbox", { name: wish })).toHaveProperty("checked", false);
});

it("stops a book with errors, links to their page, and offers a marked draft", async () => {
  const calls = serve(answers(true));
  showInStory(aStory({ pages: [aPage({ text: "Once" })] }), <ExportScreen />);
  const link = await screen.findByRole("link", { name: "Open page 1" });
  expect(link.getAttribute("href")).toBe("/stories/story-1/pages/page-1#draw");
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
  await screen.findByRole("link", { name: "Open page 1" });
  const field = screen.getByLabelText("Dedication, on a page of its own");
  expect(field.hasAttribute("data-own-undo")).toBe(true);
  for (const letters of ["F", "Fo", "For"]) {
    fireEvent.change(field, { target: { value: letters } });
    expect(screen.queryByRole("link", { name: "Open page 1" })).not.toBeNull();
  }
  const asked = () => calls.filter(({ path }) => path.endsWith("preflight")).map(({ body }) => body);
  await waitFor(() => expect(asked().at(-1)).toMatchObject({ dedication: "For" }));
  expect(asked()).not.toContainEqual(expect.objectContaining({ dedication: "F" }));
});

it("takes the width of a spine from the printer’s template, with the pages that it is for", async () => {
  const calls = serve(answers(false));
  showInStory(aStory({ pages: [aPage({ text: "Once" })] }), <ExportScreen />);
  await screen.findByRole("option", { name: "IngramSpark" });
  expect(screen.queryByLabelText("Unit")).toBeNull();
  await userEvent.selectOptions(screen.getByLabelText("Where the book goes"), "ingramspark");
  await screen.findByText("Printed pages that the template has to be made for: 24");
  await userEvent.type(screen.getByLabelText("Width of the spine in the printer’s template"), "6.35");
  const asked = () => calls.filter(({ path }) => path.endsWith("preflight")).map(({ body }) => body);
  await waitFor(() => expect(asked().at(-1)).toMatchObject({ spine: 0.25, spine_pages: 24 }));
  await userEvent.selectOptions(screen.getByLabelText("Unit"), "in");
  const field = screen.getByLabelText("Width of the spine in the printer’s template");
  await userEvent.clear(field);
  await userEvent.type(field, "0.5");
  await waitFor(() => expect(asked().at(-1)).toMatchObject({ spine: 0.5, spine_pages: 24 }));
});

it("opens the panel that a finding speaks of, and mends that one", async () => {
  const panels = [aPanel(), aPanel({ id: "panel-2" })];
  const findings = [aFinding({ code: "no_picture", page: 1, panel: 2 })];
  const calls = serve({
    ...answers(false),
    "POST /api/stories/story-1/preflight": [200, { pages: 24, stops: false, findings }],
    "POST /api/panels/panel-2/render": [
      202,
      aJob({ kind: "render", subject: { kind: "panel", id: "panel-2" } }),
    ],
  });
  showInStory(aStory({ pages: [aPage({ text: "Once", panels })] }), <ExportScreen />);
  const link = await screen.findByRole("link", { name: "Open page 1, picture 2" });
  expect(link.getAttribute("href")).toBe("/stories/story-1/pages/page-1?panel=panel-2#scene");
  await userEvent.click(screen.getByRole("button", { name: "Draw it" }));
  await waitFor(() => expect(calls.map(({ path }) => path)).toContain("/api/panels/panel-2/render"));
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

it("shows three of a kind, and the others when they are asked for", async () => {
  const findings = [1, 2, 3, 4, 5].map((page) =>
    aFinding({ code: "no_alt", message: `No words ${page}.`, page }),
  );
  serve({
    ...answers(false),
    "POST /api/stories/story-1/preflight": [200, { pages: 24, stops: false, findings }],
  });
  showInStory(aStory({ pages: [aPage({ text: "Once" })] }), <ExportScreen />);
  const more = await screen.findByText("2 more of this kind");
  expect(screen.getByText("No words 3.").closest("details")).toBeNull();
  expect(screen.getByText("No words 4.").closest("details")).toBe(more.closest("details"));
});

it("shows a finding in the proof and moves the focus there", async () => {
  serve(answers(true));
  showInStory(aStory({ pages: [aPage({ text: "Once" })] }), <ExportScreen />);
  await userEvent.click(await screen.findByRole("button", { name: "Show in the proof" }));
  expect(document.activeElement).toBe(screen.getByRole("region", { name: "Open pages" }));
  expect(screen.getByRole("img", { name: "Printed page 2: Words 1" })).toBeTruthy();
});

it("names the kind of each file that was made", async () => {
  serve(answers(false));
  const made = {
    cover_url: null,
    trim: "Square",
    draft: false,
    created_at: "2026-01-01T00:00:00Z",
    pages: 2,
    facing: false,
    enlarger: "",
    press: "",
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
  const books = [{ ...book("pdf", "screen"), facing: true }, book("epub", "epub-fixed")];
  showInStory(aStory({ pages: [aPage({ text: "Once" })], books }), <ExportScreen />);
  const link = await screen.findByRole("link", { name: "Download EPUB" });
  expect(link.getAttribute("href")).toBe("/media/books/epub");
  expect(screen.getByRole("link", { name: "Download PDF" }).getAttribute("href")).toBe("/media/books/pdf");
  expect(await screen.findByText("Screen PDF, 2 pages, facing pages side by side")).toBeTruthy();
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
  expect(screen.getByRole("link", { name: "Seite 1 öffnen" })).toBeTruthy();
  expect(screen.getByRole("button", { name: "Buch exportieren" })).toBeTruthy();
  expect(await screen.findByRole("option", { name: "Amazon-KDP-Taschenbuch" })).toBeTruthy();
  expect(screen.getByText("Muss zuerst behoben werden")).toBeTruthy();
});

describe("a story that says where its book goes", () => {
  it("begins with that, and with its page size, until something else is chosen here", async () => {
    serve(answers(false));
    const story = aStory({ id: "story-1", profile: "kdp-paperback", trim: "Tall", pages: [aPage()] });
    showInStory(story, <ExportScreen />);
    const where = await screen.findByRole("combobox", { name: "Where the book goes" });
    await waitFor(() => expect(where).toHaveProperty("value", "kdp-paperback"));
    expect(screen.getByRole("combobox", { name: "Page size" })).toHaveProperty("value", "Tall");
    await userEvent.selectOptions(where, "screen");
    await waitFor(() => expect(where).toHaveProperty("value", "screen"));
    await userEvent.selectOptions(where, "kdp-paperback");
    await waitFor(() =>
      expect(screen.getByRole("combobox", { name: "Page size" })).toHaveProperty("value", "Tall"),
    );
  });

  it("leaves a page size and facing pages behind that belong to another destination", async () => {
    const calls = serve({
      ...answers(false),
      "POST /api/stories/story-7/preflight": answers(false)["POST /api/stories/story-1/preflight"] ?? [
        404,
        {},
      ],
      "POST /api/stories/story-7/export": [202, aJob({ kind: "export" })],
    });
    const to = (profile: string, trim = "") => aStory({ id: "story-7", profile, trim, pages: [aPage()] });
    const kdp = showInStory(to("kdp-paperback"), <ExportScreen />);
    await userEvent.selectOptions(await screen.findByRole("combobox", { name: "Page size" }), "Tall");
    kdp.unmount();
    showInStory(to("ingramspark"), <ExportScreen />);
    await screen.findByRole("option", { name: "IngramSpark" });
    await userEvent.click(screen.getByRole("button", { name: "Export book" }));
    const asked = () => calls.find(({ path }) => path.endsWith("/export"))?.body;
    await waitFor(() => expect(asked()).toMatchObject({ profile: "ingramspark", trim: "", facing: false }));
  });
});
