import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useNavigate } from "react-router";
import { jobQuery } from "../api/queries";
import { around } from "../jobs/around";
import { JobBar } from "../jobs/JobBar";
import { isActive } from "../jobs/progress";
import { jobError } from "../jobs/sentences";
import { ErrorNote } from "../ui/ErrorNote";

const POLL_MS = 1_000;

/** A story that is made out of a file: how far that is, then the story itself. */
export function Opening({ id }: { id: string }) {
  const job = useQuery({
    ...jobQuery(id),
    refetchInterval: ({ state }) => (state.data && !isActive(state.data) ? false : POLL_MS),
  });
  const queries = useQueryClient();
  const navigate = useNavigate();
  const story = job.data?.state === "done" ? job.data.subject.id : null;
  useEffect(() => {
    if (story === null) return;
    void queries.invalidateQueries({ queryKey: ["stories"] });
    void navigate(`/stories/${story}/pages`);
  }, [story, queries, navigate]);
  if (!job.data) return <ErrorNote error={job.error} onRetry={() => void job.refetch()} />;
  if (isActive(job.data)) {
    return (
      <div className="sheet library__opening">
        <JobBar job={job.data} story={around(job.data)} />
      </div>
    );
  }
  return <ErrorNote error={jobError(job.data)} />;
}
