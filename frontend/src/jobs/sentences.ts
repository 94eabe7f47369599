import { ApiError, type ErrorBody } from "../api/errors";
import type { Job, Story } from "../api/types";
import { isActive, type Shown } from "./progress";

type Titled = Pick<Story, "cast" | "pages">;

function characterName(story: Titled, id: string): string {
  return story.cast.find((character) => character.id === id)?.name ?? "a character";
}

function pageName(story: Titled, panel: string): string {
  const index = story.pages.findIndex((page) => page.panels.some((other) => other.id === panel));
  return index < 0 ? "a page" : `page ${index + 1}`;
}

/** What the job does, in the writer's words: "Learning Mia". */
export function jobTitle(job: Job, story: Titled): string {
  switch (job.kind) {
    case "propose":
      return `Drawing looks for ${characterName(story, job.subject.id)}`;
    case "tune":
      return `Learning ${characterName(story, job.subject.id)}`;
    case "render":
      return `Drawing ${pageName(story, job.subject.id)}`;
    case "export":
      return "Making the book";
  }
}

/** Seconds as somebody would say them. */
export function timeLeft(seconds: number | null): string {
  if (seconds === null) return "";
  if (seconds < 10) return "a few seconds left";
  if (seconds < 90) return `about ${Math.ceil(seconds / 10) * 10} seconds left`;
  return `about ${Math.round(seconds / 60)} minutes left`;
}

function ordinal(place: number): string {
  return ["1st", "2nd", "3rd"][place - 1] ?? `${place}th`;
}

/** Place in the line, counting from what runs now; 0 where the job does not wait. */
export function placeInLine(job: Job, jobs: Job[]): number {
  if (job.state !== "queued") return 0;
  return jobs.filter((other) => isActive(other) && other.created_at < job.created_at).length + 1;
}

/** One line on how far the job is: "Learning · 120 of 200 · about 2 minutes left". */
export function jobStatus(job: Job, shown: Shown, place: number): string {
  if (job.state === "cancelling") return "Stopping…";
  if (job.state === "queued") return place > 1 ? `In line (${ordinal(place)})` : "Starting…";
  const counted = shown.total > 0 ? `${shown.done} of ${shown.total}` : "";
  const alsoInStep = counted !== "" && shown.step.includes(counted);
  return [shown.step, alsoInStep ? "" : counted, timeLeft(shown.eta_seconds)].filter(Boolean).join(" · ");
}

/** A failed job's error in the form that `ErrorNote` takes; null where there is none. */
export function jobError(job: Job | undefined): ApiError | null {
  if (job?.state !== "failed" || !job.error) return null;
  return new ApiError(0, job.error as ErrorBody);
}

/** The newest job on a subject. */
export function latestJob(jobs: Job[], subject: string, kind?: Job["kind"]): Job | undefined {
  return jobs
    .filter((job) => job.subject.id === subject && (kind === undefined || job.kind === kind))
    .sort((a, b) => b.created_at.localeCompare(a.created_at))[0];
}
