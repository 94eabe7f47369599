import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { jobsQuery } from "../api/queries";
import { FileButton } from "../files/FileButton";
import { Sending } from "../files/Sending";
import { useBring } from "../files/useBring";
import { t } from "../language/language";
import { ErrorNote } from "../ui/ErrorNote";
import { Opening } from "./Opening";

/** "Open a file" with its place for progress: a story that was saved as a file becomes a new story. */
export function useOpenFile(): { button: ReactNode; progress: ReactNode; show(job: string): void } {
  const [opening, setOpening] = useState<string | null>(null);
  const sending = useBring("/api/stories/unpack", (job) => setOpening(job.id));
  const left = useLeftOpening();
  const shown = opening ?? left;
  return {
    show: setOpening,
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
