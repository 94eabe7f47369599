import { packStory } from "../api/calls";
import type { Story } from "../api/types";
import { PackLink } from "../files/PackLink";
import { JobPlace } from "../jobs/JobBar";
import { isActive } from "../jobs/progress";
import { latestJob } from "../jobs/sentences";
import { useStartJob } from "../jobs/useJobActions";
import { t } from "../language/language";
import { desk } from "../saving/desk";
import { savedFirst } from "../saving/savedFirst";
import { mayEdit } from "../story/mayEdit";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { DownloadIcon } from "../ui/icons";
import { partsOf } from "./partsOf";

/** The whole story as one file, and the sheet about how its pictures were made. */
export function StoryFile({ story }: { story: Story }) {
  const job = latestJob(story.jobs, story.id, "pack");
  const making = useStartJob<void>(story.id, async (_, key) => {
    await savedFirst(desk.some(partsOf(story)));
    return packStory(story.id, key);
  });
  const pack = story.packs.find(({ character }) => character === null);
  const busy = making.isPending || (job !== undefined && isActive(job));
  return (
    <section className="sheet book__make" aria-labelledby="story-file">
      <h2 id="story-file">{t("Keep it, and say how it was made")}</h2>
      {mayEdit(story) && (
        <>
          <p>
            {t(
              "The whole story in one file: words, pictures with all tries, and characters. Opened on another computer it draws the same pictures.",
            )}
          </p>
          <div className="row">
            <Button disabled={busy} onClick={() => making.start()}>
              {t("Save as a file")}
            </Button>
          </div>
          <JobPlace job={job} story={story} />
          <ErrorNote error={making.error} />
          {pack && !busy && <PackLink pack={pack} label={t("Download the story’s file")} />}
        </>
      )}
      <p>
        {t(
          "Print shops and KDP ask what was made by artificial intelligence. This page answers them in the language of the book, or else in English.",
        )}
      </p>
      <div className="row">
        <a className="button" href={story.disclosure_url} download>
          <DownloadIcon />
          {t("Download the disclosure sheet")}
        </a>
      </div>
    </section>
  );
}
