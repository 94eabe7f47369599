import { useMutation, useQueryClient } from "@tanstack/react-query";
import { newKey } from "../api/client";
import { cancelJob, pauseJob, resumeJob, retryJob } from "../api/jobCalls";
import { updateStory, withJob } from "../api/queries";
import type { Job } from "../api/types";

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

/**
 * Start a job. The key is made once for each press, so that a request sent again after a lost answer starts no second
 * job; while the answer is out the caller's button is disabled.
 */
export function useStartJob<Input>(story: string, start: (input: Input, key: string) => Promise<Job>) {
  const queries = useQueryClient();
  const mutation = useMutation({
    mutationFn: ({ input, key }: { input: Input; key: string }) => start(input, key),
    onSuccess: (job) => {
      updateStory(queries, story, withJob(job));
      void queries.invalidateQueries({ queryKey: ["story", story] });
    },
  });
  return { ...mutation, start: (input: Input) => mutation.mutate({ input, key: newKey() }) };
}
