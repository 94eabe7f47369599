import { useMutation, useQuery } from "@tanstack/react-query";
import { openSample } from "../api/accountCalls";
import { jobQuery } from "../api/queries";
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
  const asked = opening.data;
  const job = useQuery({ ...jobQuery(asked?.id ?? ""), enabled: false }).data ?? asked;
  const over = job === undefined || job.state === "failed" || job.state === "cancelled";
  return (
    <>
      <Button disabled={opening.isPending || !over} onClick={() => opening.mutate()}>
        <BookIcon />
        {t("Look at a finished story")}
      </Button>
      <ErrorNote error={opening.error} />
    </>
  );
}
