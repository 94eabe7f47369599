import { useMutation, useQueryClient } from "@tanstack/react-query";
import { cancelJob, moveJob, pauseWaiting, resumeWaiting } from "../api/jobCalls";
import { updateStory, withJob } from "../api/queries";
import type { Job, Story } from "../api/types";

/** Pausing and ordering what waits in a story. The answer of the server is the new order. */
export function useLine(story: Pick<Story, "id">) {
  const queries = useQueryClient();
  const onSuccess = (jobs: Job[]): void => {
    updateStory(queries, story.id, (old) => {
      const own = jobs.filter((job) => old.jobs.some(({ id }) => id === job.id));
      return own.reduce((made, job) => withJob(job)(made), old);
    });
    void queries.invalidateQueries({ queryKey: ["story", story.id] });
  };
  const pause = useMutation({ mutationFn: () => pauseWaiting(story.id), onSuccess });
  const resume = useMutation({ mutationFn: () => resumeWaiting(story.id), onSuccess });
  const cancel = useMutation({ mutationFn: async (job: Job) => [await cancelJob(job.id)], onSuccess });
  const move = useMutation({
    mutationFn: ({ id, before }: { id: string; before: string }) => moveJob(id, before),
    onSuccess,
  });
  const doings = [pause, resume, cancel, move];
  return {
    pauseAll: () => pause.mutate(),
    resumeAll: () => resume.mutate(),
    cancel: (job: Job) => cancel.mutate(job),
    /** Let a job come before another one that waits. */
    putBefore: (job: Job, other: Job) => move.mutate({ id: job.id, before: other.id }),
    busy: doings.some((doing) => doing.isPending),
    error: doings.map((doing) => doing.error).find(Boolean),
  };
}

export type LineActions = ReturnType<typeof useLine>;
