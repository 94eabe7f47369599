import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Job, Story } from "../api/types";
import { JobBar } from "../jobs/JobBar";
import { aJob, aPage, aPanel, aStory } from "../testing/objects";
import { serve, showInStory } from "../testing/screen";
import { Line } from "./Line";

function waiting(number: number, values: Partial<Job> = {}): Job {
  const subject = { kind: "panel" as const, id: `panel-${number}` };
  return aJob({ id: `job-${number}`, kind: "render", state: "queued", place: number, subject, ...values });
}

function book(jobs: Job[]): Story {
  const pages = jobs.map((_, index) =>
    aPage({ id: `page-${index}`, position: index, panels: [aPanel({ id: `panel-${index + 1}` })] }),
  );
  return aStory({ pages, jobs });
}

const rows = (): string[] => screen.getAllByRole("listitem").map((row) => row.firstChild?.textContent ?? "");

describe("the line", () => {
  it("is not there while nothing waits", () => {
    showInStory(aStory(), <Line story={book([waiting(1, { state: "running" })])} />);
    expect(screen.queryByText("In line")).toBeNull();
  });

  it("shows what waits by turn and changes it with buttons", async () => {
    const story = book([waiting(3), waiting(1), waiting(2)]);
    const calls = serve({
      "POST /api/jobs/job-3/move": [200, []],
      "POST /api/jobs/job-2/move": [200, []],
    });
    showInStory(story, <Line story={story} />);
    expect(rows()).toEqual(["Drawing page 1", "Drawing page 2", "Drawing page 3"]);
    await userEvent.click(screen.getByRole("button", { name: "Next: Drawing page 3" }));
    await userEvent.click(screen.getByRole("button", { name: "Earlier: Drawing page 3" }));
    await userEvent.click(screen.getByRole("button", { name: "Later: Drawing page 1" }));
    const moves = calls.filter(({ path }) => path.endsWith("/move"));
    expect(moves.map(({ path, body }) => [path, body])).toEqual([
      ["/api/jobs/job-3/move", { before: "job-1" }],
      ["/api/jobs/job-3/move", { before: "job-2" }],
      ["/api/jobs/job-2/move", { before: "job-1" }],
    ]);
    const first = within(screen.getAllByRole("listitem")[0] as HTMLElement);
    expect(first.getByRole<HTMLButtonElement>("button", { name: /^Earlier/ }).disabled).toBe(true);
  });

  it("takes the server's answer as the new order", async () => {
    const story = book([waiting(1), waiting(2)]);
    serve({ "POST /api/jobs/job-2/move": [200, [waiting(2, { place: 1 }), waiting(1, { place: 2 })]] });
    const { queries } = showInStory(story, <Line story={story} />);
    await userEvent.click(screen.getByRole("button", { name: "Earlier: Drawing page 2" }));
    const places = () =>
      queries.getQueryData<Story>(["story", story.id])?.jobs.map((job) => [job.id, job.place]);
    await waitFor(() =>
      expect(places()?.toSorted()).toEqual([
        ["job-1", 2],
        ["job-2", 1],
      ]),
    );
  });

  it("pauses what waits and goes on, and says what stands still", async () => {
    const story = book([waiting(1), waiting(2, { paused: true })]);
    const calls = serve({ "POST /api/jobs/pause": [200, []], "POST /api/jobs/resume": [200, []] });
    showInStory(story, <Line story={story} />);
    expect(screen.getByText("1 is paused and keeps its place. The others go on.")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Pause all that waits" }));
    await userEvent.click(screen.getByRole("button", { name: "Go on with all" }));
    const body = { story: "story-1", which: "waiting" };
    expect(calls.filter(({ method }) => method === "POST").map((call) => [call.path, call.body])).toEqual([
      ["/api/jobs/pause", body],
      ["/api/jobs/resume", body],
    ]);
  });

  it("cancels one alone", async () => {
    const story = book([waiting(1), waiting(2)]);
    const calls = serve({ "POST /api/jobs/job-2/cancel": [200, waiting(2, { state: "cancelled", seq: 2 })] });
    showInStory(story, <Line story={story} />);
    await userEvent.click(screen.getByRole("button", { name: "Cancel: Drawing page 2" }));
    await waitFor(() => expect(calls[0]?.path).toBe("/api/jobs/job-2/cancel"));
  });
});

describe("a job's bar", () => {
  it("pauses learning and goes on, and offers no pause for a picture that would begin anew", async () => {
    const learning = aJob();
    const calls = serve({ "POST /api/jobs/job-1/pause": [200, { ...learning, paused: true, seq: 2 }] });
    const view = showInStory(aStory(), <JobBar job={learning} story={aStory()} />);
    await userEvent.click(screen.getByRole("button", { name: /^Pause: Learning/ }));
    expect(calls[0]?.path).toBe("/api/jobs/job-1/pause");
    view.unmount();
    const drawing = showInStory(aStory(), <JobBar job={waiting(1, { state: "running" })} story={aStory()} />);
    expect(screen.queryByRole("button", { name: /^Pause/ })).toBeNull();
    drawing.unmount();
    showInStory(aStory(), <JobBar job={waiting(1, { paused: true })} story={aStory()} />);
    expect(screen.getByRole("button", { name: /^Go on/ })).toBeTruthy();
  });
});
