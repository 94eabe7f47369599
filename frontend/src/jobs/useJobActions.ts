import { useMutation, useQueryClient } from "@tanstack/react-query";
import { cancelJob, pauseJob, resumeJob, retryJob } from "../api/jobCalls";
import { updateStory, withJob } from "../api/queries";
import type { Job } from "../api/types";
import { useMaking } from "../api/useMaking";

/** Cancel, pause, go on and retry; the job's new state is shown at once. */
export function useJobActions(story: string) {
  const queries = useQueryClient();
  const onSuccess = (job: Job): void => {
    updateStory(queries, story, withJob(job));
    void queries.invalidateQueries({
      queryKey: job.subject.kind === "account" ? ["account"] : ["story", story],
    });
  };
  return {
    cancel: useMutation({ mutationFn: cancelJob, onSuccess }),
    pause: useMutation({ mutationFn: pauseJob, onSuccess }),
    resume: useMutation({ mutationFn: resumeJob, onSuccess }),
    retry: useMutation({ mutationFn: retryJob, onSuccess }),
  };
}

/** Start a job. */
export function useStartJob<Input>(story: string, start: (input: Input, key: string) => Promise<Job>) {
  const queries = useQueryClient();
  const { mutate, ...mutation } = useMaking({
    make: start,
    onSuccess: (job) => {
      updateStory(queries, story, withJob(job));
      void queries.invalidateQueries({ queryKey: ["story", story] });
    },
  });
  return { ...mutation, start: (input: Input) => mutate(input) };
}
