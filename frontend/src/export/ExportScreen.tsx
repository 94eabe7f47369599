import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { exportBook } from "../api/calls";
import { preflightQuery, profilesQuery } from "../api/queries";
import type { Checked, Destination, Story } from "../api/types";
import { JobPlace } from "../jobs/JobBar";
import { isActive } from "../jobs/progress";
import { latestJob } from "../jobs/sentences";
import { useStartJob } from "../jobs/useJobActions";
import { heard, t } from "../language/language";
import { useProof } from "../proof/useProof";
import { desk } from "../saving/desk";
import { savedFirst } from "../saving/savedFirst";
import { mayEdit } from "../story/mayEdit";
import { useOpenStory } from "../story/StoryFrame";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { BookIcon } from "../ui/icons";
import { usePaused } from "../words/usePaused";
import { Author } from "./Author";
import { Books } from "./Books";
import { CoverPicture } from "./CoverPicture";
import { DestinationForm } from "./DestinationForm";
import { Preflight } from "./Preflight";
import { Press } from "./Press";
import { partsOf } from "./partsOf";
import { StoryFile } from "./StoryFile";
import { useDestination } from "./useDestination";
import "./export.css";

export function ExportScreen() {
  const story = useOpenStory();
  const job = latestJob(story.jobs, story.id, "export");
  const [destination, setDestination] = useDestination(story);
  const making = useStartJob<Destination>(story.id, async (wanted, key) => {
    await savedFirst(desk.some(partsOf(story)));
    return exportBook(story.id, wanted, key);
  });
  const empty = story.pages.length === 0;
  const check = useCheck(story, destination);
  const found = check.data;
  const profiles = useQuery(profilesQuery);
  const waits = check.isLoading || profiles.isLoading;
  const proof = useProof(story, destination);
  const busy = empty || making.isPending || (job !== undefined && isActive(job));
  return (
    <div className="book">
      <section className="sheet book__make">
        <h1>{t("Make the book")}</h1>
        <DestinationForm value={destination} pages={found?.pages || undefined} onChange={setDestination} />
        <Author story={story} />
        <CoverPicture story={story} />
        {found && (
          <Preflight story={story} pages={found.pages} findings={found.findings} showing={proof.showing} />
        )}
        {found && <Enlarger name={found.enlarger} />}
        <Looking shown={waits} />
        <Inks story={story} found={found} />
        {mayEdit(story) && (
          <div className="row">
            <Button
              look="main"
              disabled={busy || found?.stops === true}
              onClick={() => making.start({ ...destination, draft: false })}
            >
              <BookIcon />
              {t("Export book")}
            </Button>
            {found?.stops && found.pages > 0 && (
              <Button disabled={busy} onClick={() => making.start({ ...destination, draft: true })}>
                {t("Export anyway, marked as a draft")}
              </Button>
            )}
            {empty && <span className="soft">{t("Add a page first.")}</span>}
          </div>
        )}
        <JobPlace job={job} story={story} />
        <ErrorNote error={making.error} />
        <ErrorNote error={check.error} onRetry={() => void check.refetch()} />
      </section>
      {proof.view}
      <Made story={story} shown={!waits} />
    </div>
  );
}

/** In the place of the check, until it is there. */
function Looking({ shown }: { shown: boolean }) {
  return shown ? <p role="status">{t("Looking at the book…")}</p> : null;
}

/** What is there already, once nothing above it grows any more: it must not jump away from under the pointer. */
function Made({ story, shown }: { story: Story; shown: boolean }) {
  if (!shown) return null;
  return (
    <>
      <Books books={story.books} />
      <StoryFile story={story} />
    </>
  );
}

/** How small pictures come to print size, so that nobody takes smoothing for detail. */
function Enlarger({ name }: { name: string }) {
  return (
    <p className="small soft">
      {t("Pictures that are small for their place are enlarged by {{name}}.", { name: heard(name) })}
    </p>
  );
}

/** The print shop's colour profile, where the destination wants inks or the story has one. */
function Inks({ story, found }: { story: Story; found: Checked | undefined }) {
  const wanted = found?.press || found?.findings.some((each) => each.code === "no_press_profile");
  return wanted || story.press ? <Press story={story} name={found?.press || story.press} /> : null;
}

/** The check of a book for its destination. While somebody types or chooses, the last one stays on the screen. */
function useCheck(story: Story, destination: Destination) {
  const typed = { dedication: usePaused(destination.dedication), spine: usePaused(destination.spine) };
  return useQuery({
    ...preflightQuery(story.id, story.seq, { ...destination, ...typed }),
    enabled: story.pages.length > 0,
    placeholderData: keepPreviousData,
  });
}
