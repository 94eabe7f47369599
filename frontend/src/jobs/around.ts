import type { Job, Story } from "../api/types";

/** What a job's bar wants to know of the story around it, for a job that has none. */
export function around(job: Job): Pick<Story, "id" | "cast" | "pages" | "jobs" | "role"> {
  return { id: job.subject.id, cast: [], pages: [], jobs: [job], role: "owner" };
}
