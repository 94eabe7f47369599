import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { jobQuery, jobsQuery } from "../api/queries";
import { FileButton } from "../files/FileButton";
import { Sending } from "../files/Sending";
import { useBring } from "../files/useBring";
import { JobBar } from "../jobs/JobBar";
import { isActive } from "../jobs/progress";
import { jobError } from "../jobs/sentences";
import { t } from "../language/language";
import { ErrorNote } from "../ui/ErrorNote";

const POLL_MS = 1_000;

/** "Open a file" with its place for progress: a story that was saved as a file becomes a new story. */
export function useOpenFile(): { button: ReactNode; progress: ReactNode } {
  const [opening, setOpening] = useState<string | null>(null);
  const sending = useBring("/api/stories/unpack", (job) => setOpening(job.id));
  const left = useLeftOpening();
  const shown = opening ?? left;
  return {
    button: (
      <FileButton disabled={sending.isPending} onFile={sending.mutate}>
        {t("Open a file")}
      </FileButton>
    ),
    progress: (
      <>
        {sending.isPending && <Sending share={sending.sent} />}
        <ErrorNote error={sending.error} />
        {shown && !sending.isPending && <Opening key={shown} id={shown} />}
      </>
    ),
  };
}

/** A file that was brought before the page was loaded again, and is still looked at. */
function useLeftOpening(): string | undefined {
  const line = useQuery(jobsQuery).data ?? [];
  const known = useQueryClient().getQueryData<{ id: string }[]>(["stories"]) ?? [];
  return line.find(({ kind, subject }) => kind === "unpack" && !known.some(({ id }) => id === subject.id))
    ?.id;
}

function Opening({ id }: { id: string }) {
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
    const nothing = {
      id: job.data.subject.id,
      cast: [],
      pages: [],
      jobs: [job.data],
      role: "owner" as const,
    };
    return (
      <div className="sheet library__opening">
        <JobBar job={job.data} story={nothing} />
      </div>
    );
  }
  return <ErrorNote error={jobError(job.data)} />;
}
