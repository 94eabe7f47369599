import { useQueryClient } from "@tanstack/react-query";
import { updateStory, withJob } from "../api/queries";
import type { Story } from "../api/types";
import { FileButton } from "../files/FileButton";
import { Sending } from "../files/Sending";
import { useBring } from "../files/useBring";
import { JobPlace } from "../jobs/JobBar";
import { isActive } from "../jobs/progress";
import { latestJob } from "../jobs/sentences";
import { t } from "../language/language";
import { ErrorNote } from "../ui/ErrorNote";

/** A character that was saved as a file, out of this or another story, becomes one of this cast. */
export function AddFromFile({ story }: { story: Story }) {
  const queries = useQueryClient();
  const job = latestJob(story.jobs, story.id, "unpack");
  const sending = useBring(`/api/stories/${story.id}/characters/unpack`, (fresh) => {
    updateStory(queries, story.id, withJob(fresh));
    void queries.invalidateQueries({ queryKey: ["story", story.id] });
  });
  const busy = sending.isPending || (job !== undefined && isActive(job));
  return (
    <section className="sheet new-character" aria-label={t("Add from a file")}>
      <div className="row">
        <FileButton disabled={busy} onFile={sending.mutate}>
          {t("Add from a file")}
        </FileButton>
        <span className="small soft">{t("A character that was saved in another story.")}</span>
      </div>
      {sending.isPending ? <Sending share={sending.sent} /> : <JobPlace job={job} story={story} />}
      <ErrorNote error={sending.error} />
    </section>
  );
}
