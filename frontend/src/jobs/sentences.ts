import { ApiError } from "../api/errors";
import type { Job, Story } from "../api/types";
import { heard, t } from "../language/language";
import { isActive, type Shown } from "./progress";

type Titled = Pick<Story, "cast" | "pages">;

function characterName(story: Titled, id: string): string {
  return story.cast.find((character) => character.id === id)?.name ?? t("a character");
}

/** Who an outfit belongs to and what it is called, as a name. */
function dressed(story: Titled, id: string): string {
  for (const { name, outfits } of story.cast) {
    const outfit = outfits.find((each) => each.id === id);
    if (outfit) return t("{{name}} in “{{outfit}}”", { name, outfit: outfit.name });
  }
  return t("an outfit");
}

/** What the job does, in the writer's words: "Learning Mia". */
export function jobTitle(job: Job, story: Titled): string {
  const { kind, id } = job.subject;
  const name = kind === "outfit" ? dressed(story, id) : characterName(story, id);
  switch (job.kind) {
    case "propose":
      return t("Drawing looks for {{name}}", { name });
    case "tune":
    case "relearn":
      return t("Learning {{name}}", { name });
    case "sheet":
      return t("Drawing {{name}} in other scenes", { name });
    case "render":
      return drawing(story, job.subject.id);
    case "export":
      return t("Making the book");
    case "pack":
      return saving(job.subject.kind, name);
    case "unpack":
      return job.subject.kind === "sample" ? t("Opening the finished story") : t("Opening a file");
  }
}

function saving(kind: Job["subject"]["kind"], name: string): string {
  if (kind === "account") return t("Putting all stories into one file");
  return kind === "story" ? t("Saving the story as a file") : t("Saving {{name}} as a file", { name });
}

function drawing(story: Titled, panel: string): string {
  const index = story.pages.findIndex((page) => page.panels.some((other) => other.id === panel));
  return index < 0 ? t("Drawing a page") : t("Drawing page {{number}}", { number: index + 1 });
}

/** Seconds as somebody would say them. */
export function roughly(seconds: number): string {
  if (seconds < 10) return t("a few seconds");
  if (seconds < 90) return t("about {{count}} seconds", { count: Math.ceil(seconds / 10) * 10 });
  return t("about {{count}} minutes", { count: Math.round(seconds / 60) });
}

export function timeLeft(seconds: number | null): string {
  return seconds === null ? "" : t("{{time}} left", { time: roughly(seconds) });
}

/** Whether a job waits for its turn; a paused one waits for somebody. */
export function isWaiting(job: Job): boolean {
  return job.state === "queued" && !job.paused;
}

/** Which of two waiting jobs comes first. */
export function byTurn(one: Job, other: Job): number {
  return (
    other.priority - one.priority || one.place - other.place || one.created_at.localeCompare(other.created_at)
  );
}

/** Place in the line, counting from what runs now; 0 where the job does not wait. */
export function placeInLine(job: Job, jobs: Job[]): number {
  if (!isWaiting(job)) return 0;
  const first = (other: Job): boolean =>
    isWaiting(other) ? byTurn(other, job) < 0 : isActive(other) && other.state !== "queued";
  return jobs.filter(first).length + 1;
}

/** One line on how far the job is: "Learning · 120 of 200 · about 2 minutes left". */
export function jobStatus(job: Job, shown: Shown, place: number): string {
  if (job.state === "cancelling") return t("Stopping…");
  if (job.paused) return job.state === "queued" ? t("Paused") : t("Pausing…");
  if (job.state === "queued") return place > 1 ? t("In line, place {{place}}", { place }) : t("Starting…");
  const counted = shown.total > 0 ? t("{{done}} of {{total}}", { done: shown.done, total: shown.total }) : "";
  const step = heard(shown.step);
  const alsoInStep = counted !== "" && step.includes(counted);
  return [step, alsoInStep ? "" : counted, timeLeft(shown.eta_seconds)].filter(Boolean).join(" · ");
}

/** A failed job's error in the form that `ErrorNote` takes; null where there is none. */
export function jobError(job: Job | undefined): ApiError | null {
  if (job?.state !== "failed" || !job.error) return null;
  return new ApiError(0, job.error);
}

/** The newest job on a subject. */
export function latestJob(jobs: Job[], subject: string, kind?: Job["kind"]): Job | undefined {
  return jobs
    .filter((job) => job.subject.id === subject && (kind === undefined || job.kind === kind))
    .sort((a, b) => b.created_at.localeCompare(a.created_at))[0];
}
