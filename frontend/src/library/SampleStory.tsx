import { useMutation, useQuery } from "@tanstack/react-query";
import { openSample } from "../api/accountCalls";
import { jobQuery, jobsQuery } from "../api/queries";
import { isActive } from "../jobs/progress";
import { currentLanguage, t } from "../language/language";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { BookIcon } from "../ui/icons";

/** A finished story as an own copy: to look at, and to change as one likes. How far it is stands above. */
export function SampleStory({ onOpening }: { onOpening(job: string): void }) {
  const opening = useMutation({
    mutationFn: () => openSample(currentLanguage()),
    onSuccess: ({ id }) => onOpening(id),
  });
  // Also one that was asked for before the page was loaded again: the server knows what is on its way.
  const line = useQuery(jobsQuery);
  const asked = opening.data ?? line.data?.find(({ subject }) => subject.kind === "sample");
  const job = useQuery({ ...jobQuery(asked?.id ?? ""), enabled: false }).data ?? asked;
  const underway = job !== undefined && (isActive(job) || job.state === "done");
  return (
    <>
      <Button disabled={line.isPending || opening.isPending || underway} onClick={() => opening.mutate()}>
        <BookIcon />
        {t("Look at a finished story")}
      </Button>
      <ErrorNote error={opening.error} />
    </>
  );
}
