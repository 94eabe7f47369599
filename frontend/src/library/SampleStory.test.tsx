import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import { speak } from "../language/language";
import { aJob, aStory } from "../testing/objects";
import { serve, showInStory } from "../testing/screen";
import { Library } from "./Library";

afterEach(() => speak("en"));

const EMPTY: Record<string, [number, unknown]> = {
  "GET /api/stories": [200, []],
  "GET /api/stories/trash": [200, []],
  "GET /api/jobs": [200, []],
};

/** The button, once it is known that no sample is on its way. */
async function offered(name = "Look at a finished story"): Promise<HTMLElement> {
  const button = await screen.findByRole("button", { name });
  await waitFor(() => expect(button).toHaveProperty("disabled", false));
  return button;
}

it("opens a finished story as an own copy, in the language of the editor", async () => {
  const job = aJob({ id: "job-9", kind: "unpack", subject: { kind: "sample", id: "story-9" } });
  const calls = serve({
    ...EMPTY,
    "POST /api/stories/sample": [202, job],
    "GET /api/jobs/job-9": [200, { ...job, state: "done" }],
  });
  await speak("de");
  showInStory(aStory(), <Library />);
  await userEvent.click(await offered("Eine fertige Geschichte ansehen"));
  await waitFor(() => expect(calls.map(({ path }) => path)).toContain("/api/jobs/job-9"));
  expect(calls.find(({ path }) => path === "/api/stories/sample")?.body).toEqual({ language: "de" });
});

it("says why it could not be opened, and can be pressed again", async () => {
  const refusal = {
    code: "disk_full",
    message: "The disk is full.",
    safe: "Nothing was changed.",
    hint: "Make room.",
  };
  serve({ ...EMPTY, "POST /api/stories/sample": [507, refusal] });
  showInStory(aStory(), <Library />);
  const button = await offered();
  await userEvent.click(button);
  expect((await screen.findByRole("alert")).textContent).toContain("The disk is full.");
  expect(button).toHaveProperty("disabled", false);
});

it("is shown on its way in one place, and offered again once that was cancelled", async () => {
  const job = aJob({ id: "job-8", kind: "unpack", subject: { kind: "sample", id: "story-8" } });
  const gone = { ...job, state: "cancelled" };
  const answers = {
    ...EMPTY,
    "POST /api/stories/sample": [202, job],
    "GET /api/jobs/job-8": [200, job],
    "POST /api/jobs/job-8/cancel": [200, gone],
  } satisfies typeof EMPTY;
  serve(answers);
  showInStory(aStory(), <Library />);
  const button = await offered();
  await userEvent.click(button);
  await waitFor(() => expect(screen.getAllByRole("progressbar")).toHaveLength(1));
  expect(screen.getByRole("progressbar", { name: "Opening the finished story" })).toBeTruthy();
  expect(button).toHaveProperty("disabled", true);
  serve({ ...answers, "GET /api/jobs/job-8": [200, gone] });
  await userEvent.click(screen.getByRole("button", { name: /^Cancel: / }));
  await waitFor(() => expect(button).toHaveProperty("disabled", false), { timeout: 3000 });
});

it("is known to be on its way after the page was loaded again", async () => {
  const job = aJob({ id: "job-7", kind: "unpack", subject: { kind: "sample", id: "story-7" } });
  const gone = { ...job, state: "cancelled" };
  const answers = {
    ...EMPTY,
    "GET /api/jobs": [200, [job]],
    "GET /api/jobs/job-7": [200, job],
    "POST /api/jobs/job-7/cancel": [200, gone],
  } satisfies typeof EMPTY;
  serve(answers);
  showInStory(aStory(), <Library />);
  expect(await screen.findByRole("progressbar", { name: "Opening the finished story" })).toBeTruthy();
  const button = screen.getByRole("button", { name: "Look at a finished story" });
  expect(button).toHaveProperty("disabled", true);
  serve({ ...answers, "GET /api/jobs/job-7": [200, gone] });
  await userEvent.click(screen.getByRole("button", { name: /^Cancel: / }));
  await waitFor(() => expect(button).toHaveProperty("disabled", false), { timeout: 3000 });
});

it("is not offered where there are stories already", async () => {
  const shelved = { id: "1", title: "Mia", author: "", saved_at: "2026-01-01T00:00:00Z", pages: 3 };
  serve({ ...EMPTY, "GET /api/stories": [200, [{ ...shelved, cover_url: null, jobs_running: 0 }]] });
  showInStory(aStory(), <Library />);
  await screen.findByRole("link", { name: /Mia/ });
  expect(screen.queryByRole("button", { name: "Look at a finished story" })).toBeNull();
});
