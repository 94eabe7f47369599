import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { aJob, aStory } from "../testing/objects";
import { serve, showInStory } from "../testing/screen";
import { sendFiles } from "../testing/sending";
import { Library } from "./Library";

const FILE = new File(["PK"], "mia.story.zip", { type: "application/zip" });
const SHELF = { "GET /api/stories": [200, []], "GET /api/stories/trash": [200, []] } as const;
const UNPACK = { kind: "unpack", subject: { kind: "story", id: "story-9" } } as const;

afterEach(() => vi.unstubAllGlobals());

function shelf(more: Record<string, [number, unknown]> = {}) {
  return serve({
    ...(SHELF as unknown as Record<string, [number, unknown]>),
    "GET /api/jobs": [200, []],
    ...more,
  });
}

async function choose(): Promise<void> {
  showInStory(aStory(), <Library />);
  await screen.findByRole("button", { name: "Open a file" });
  const field = document.querySelector<HTMLInputElement>("input[type=file]");
  await userEvent.upload(field as HTMLInputElement, FILE);
}

it("sends the file as it is, shows how far it is, and opens the story", async () => {
  const done = aJob({ ...UNPACK, id: "job-9", state: "done" });
  const calls = shelf({ "GET /api/jobs/job-9": [200, done] });
  const sent = sendFiles([202, aJob({ ...UNPACK, id: "job-9" })]);
  await choose();
  expect(sent[0]?.path).toBe("/api/stories/unpack");
  expect(sent[0]?.body).toBe(FILE);
  sent[0]?.progress(0.4);
  expect(await screen.findByText("40 %")).toBeTruthy();
  sent[0]?.answer();
  await waitFor(() => expect(calls.map(({ path }) => path)).toContain("/api/jobs/job-9"));
  await waitFor(() => expect(screen.queryByText("Sending the file")).toBeNull());
});

it("says why a file is refused at the door", async () => {
  shelf();
  const body = {
    code: "pack_damaged",
    message: "This file cannot be opened.",
    safe: "Nothing was changed.",
    hint: "X.",
  };
  const sent = sendFiles([422, body]);
  await choose();
  sent[0]?.answer();
  expect((await screen.findByRole("alert")).textContent).toContain(
    "This file cannot be opened.Nothing was changed.",
  );
});

it("says why a file could not be opened after all", async () => {
  const error = {
    code: "pack_damaged",
    message: "A picture in it is damaged.",
    safe: "Safe.",
    hint: "X.",
    details: null,
  };
  shelf({ "GET /api/jobs/job-9": [200, aJob({ ...UNPACK, id: "job-9", state: "failed", error })] });
  const sent = sendFiles([202, aJob({ ...UNPACK, id: "job-9" })]);
  await choose();
  sent[0]?.answer();
  expect((await screen.findByRole("alert")).textContent).toContain("A picture in it is damaged.");
});

it("goes on to show a file that was brought before the page was loaded again", async () => {
  const left = aJob({ ...UNPACK, id: "job-7", step: "Looking at the files", done: 3, total: 10 });
  shelf({ "GET /api/jobs": [200, [left]], "GET /api/jobs/job-7": [200, left] });
  showInStory(aStory(), <Library />);
  expect(await screen.findByText(/Looking at the files · 3 of 10/)).toBeTruthy();
});
