import { QueryClient, queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "./client";
import { ApiError, Offline } from "./errors";
import type { Destination, Job, Page, Panel, Proof, Story } from "./types";

/** Whether nobody knows what became of a request. */
export function lostAnswer(error: unknown): boolean {
  return error instanceof Offline || (error instanceof ApiError && error.status === 503);
}

/** Asking again helps only where no answer came. A refusal stays a refusal. */
export function mayRetry(failures: number, error: unknown): boolean {
  return failures < 2 && lostAnswer(error);
}

export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: mayRetry, staleTime: 2_000, networkMode: "always" },
      mutations: { retry: mayRetry, networkMode: "always" },
    },
  });
}

export const studioQuery = queryOptions({
  queryKey: ["studio"],
  queryFn: () => unwrap(client.GET("/api/studio")),
  staleTime: Number.POSITIVE_INFINITY,
});

export const storiesQuery = queryOptions({
  queryKey: ["stories"],
  queryFn: () => unwrap(client.GET("/api/stories")),
});

export const trashedStoriesQuery = queryOptions({
  queryKey: ["trashed stories"],
  queryFn: () => unwrap(client.GET("/api/stories/trash")),
  staleTime: 0,
});

export function sharesQuery(story: string) {
  const params = { path: { story_id: story } };
  return queryOptions({
    queryKey: ["shares", story],
    queryFn: () => unwrap(client.GET("/api/stories/{story_id}/shares", { params })),
    staleTime: 0,
  });
}

export function trashedPagesQuery(story: string) {
  const params = { path: { story_id: story } };
  return queryOptions({
    queryKey: ["trashed pages", story],
    queryFn: () => unwrap(client.GET("/api/stories/{story_id}/trash", { params })),
    staleTime: 0,
  });
}

export function trashedPanelsQuery(story: string) {
  const params = { path: { story_id: story } };
  return queryOptions({
    queryKey: ["trashed panels", story],
    queryFn: () => unwrap(client.GET("/api/stories/{story_id}/trash/panels", { params })),
    staleTime: 0,
  });
}

export function trashedCharactersQuery(story: string) {
  const params = { path: { story_id: story } };
  return queryOptions({
    queryKey: ["trashed characters", story],
    queryFn: () => unwrap(client.GET("/api/stories/{story_id}/trash/characters", { params })),
    staleTime: 0,
  });
}

/** What there is to draw in a story as it is after its event `seq`. */
export function planQuery(story: string, seq: number) {
  const params = { path: { story_id: story } };
  return queryOptions({
    queryKey: ["plan", story, seq],
    queryFn: () => unwrap(client.GET("/api/stories/{story_id}/plan", { params })),
    staleTime: 0,
  });
}

export function storyQuery(id: string) {
  return queryOptions({
    queryKey: ["story", id],
    queryFn: () => unwrap(client.GET("/api/stories/{story_id}", { params: { path: { story_id: id } } })),
  });
}

/** What you asked for, in any story, and is not over. */
export const jobsQuery = queryOptions({
  queryKey: ["jobs"],
  queryFn: () => unwrap(client.GET("/api/jobs")),
});

export function jobQuery(id: string) {
  return queryOptions({
    queryKey: ["job", id],
    queryFn: () => unwrap(client.GET("/api/jobs/{job_id}", { params: { path: { job_id: id } } })),
    staleTime: 0,
  });
}

export const profilesQuery = queryOptions({
  queryKey: ["profiles"],
  queryFn: () => unwrap(client.GET("/api/profiles")),
  staleTime: Number.POSITIVE_INFINITY,
});

/** What stands between a story, as it is at event `seq`, and where its book is to go. */
export function preflightQuery(story: string, seq: number, body: Destination) {
  return queryOptions({
    queryKey: ["preflight", story, seq, body],
    queryFn: () =>
      unwrap(
        client.POST("/api/stories/{story_id}/preflight", { params: { path: { story_id: story } }, body }),
      ),
  });
}

/** The pages of a story, as it is at event `seq`, as they will be printed. */
export function proofQuery(story: string, seq: number, destination: Destination) {
  const params = { path: { story_id: story } };
  return queryOptions({
    queryKey: ["proof", story, seq, destination],
    queryFn: async (): Promise<Proof> => {
      const found = await unwrap(client.POST("/api/stories/{story_id}/proof", { params, body: destination }));
      return { ...found, destination, seq };
    },
  });
}

export function wordsQuery(text: string, baseWord: boolean) {
  return queryOptions({
    queryKey: ["words", baseWord, text],
    queryFn: () => unwrap(client.POST("/api/words/check", { body: { text, base_word: baseWord } })),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Put a changed part into the story we hold, so that no screen shows the old one until the next fetch. */
export function updateStory(queries: QueryClient, story: string, change: (story: Story) => Story): void {
  queries.setQueryData<Story>(["story", story], (old) => (old ? change(old) : old));
}

/** Fetch anew what is shown. An answer that is still on its way is from before, also where it is the first one. */
export async function askAgain(queries: QueryClient, queryKey: readonly unknown[]): Promise<void> {
  await queries.cancelQueries({ queryKey });
  await queries.invalidateQueries({ queryKey });
}

export function withJob(job: Job): (story: Story) => Story {
  return (story) => {
    const known = story.jobs.find((other) => other.id === job.id);
    if (known && known.seq > job.seq) return story;
    return { ...story, jobs: [job, ...story.jobs.filter((other) => other.id !== job.id)] };
  };
}

export function withPage(page: Page): (story: Story) => Story {
  return (story) => ({ ...story, pages: story.pages.map((other) => (other.id === page.id ? page : other)) });
}

/** Only who writes on a page: words on their way are not touched. */
export function withHolder(page: string, held_by: string | null): (story: Story) => Story {
  return (story) => ({
    ...story,
    pages: story.pages.map((other) => (other.id === page ? { ...other, held_by } : other)),
  });
}

export function withPanel(panel: Panel): (story: Story) => Story {
  return (story) => ({
    ...story,
    pages: story.pages.map((page) => ({
      ...page,
      panels: page.panels.map((other) => (other.id === panel.id ? panel : other)),
    })),
  });
}
