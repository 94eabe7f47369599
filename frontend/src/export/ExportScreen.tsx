import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { exportBook } from "../api/calls";
import { preflightQuery } from "../api/queries";
import type { Checked, Destination, Finding, Story } from "../api/types";
import { JobPlace } from "../jobs/JobBar";
import { isActive } from "../jobs/progress";
import { latestJob } from "../jobs/sentences";
import { useStartJob } from "../jobs/useJobActions";
import { t } from "../language/language";
import { desk } from "../saving/desk";
import { savedFirst } from "../saving/savedFirst";
import { mayEdit } from "../story/mayEdit";
import { useOpenStory } from "../story/StoryFrame";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { BookIcon, CheckIcon } from "../ui/icons";
import { usePaused } from "../words/usePaused";
import { Author } from "./Author";
import { Books } from "./Books";
import { DestinationForm } from "./DestinationForm";
import { gapsOf } from "./gaps";
import { Preflight } from "./Preflight";
import { Press } from "./Press";
import { useDestination } from "./useDestination";
import "./export.css";

/** Everything of a story that is written in the editor, as the desk calls it. */
function partsOf(story: Story): [kind: string, id: string][] {
  return [
    ["story", story.id],
    ...story.cast.map((character): [string, string] => ["character", character.id]),
    ...story.pages.flatMap((page): [string, string][] => [
      ["page", page.id],
      ...page.panels.map((panel): [string, string] => ["panel", panel.id]),
    ]),
  ];
}

/** Pages without pictures are named above, with what else they lack. */
function isNoGap(finding: Finding): boolean {
  return finding.code !== "no_picture";
}

export function ExportScreen() {
  const story = useOpenStory();
  const job = latestJob(story.jobs, story.id, "export");
  const [destination, setDestination] = useDestination(story.id);
  const making = useStartJob<Destination>(story.id, async (wanted, key) => {
    await savedFirst(desk.some(partsOf(story)));
    return exportBook(story.id, wanted, key);
  });
  const empty = story.pages.length === 0;
  const check = useCheck(story, destination);
  const found = check.data;
  const busy = empty || making.isPending || (job !== undefined && isActive(job));
  return (
    <div className="book">
      <section className="sheet book__make">
        <h1>{t("Make the book")}</h1>
        <DestinationForm value={destination} onChange={setDestination} />
        <Author story={story} />
        <Gaps story={story} />
        {found && <Preflight story={story} pages={found.pages} findings={found.findings.filter(isNoGap)} />}
        {found && <Enlarger name={found.enlarger} />}
        {found && wantsInks(found) && <Press story={story} name={found.press} />}
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
      <Books books={story.books} />
    </div>
  );
}

/** How small pictures come to print size, so that nobody takes smoothing for detail. */
function Enlarger({ name }: { name: string }) {
  return (
    <p className="small soft">
      {t("Pictures that are small for their place are enlarged by {{name}}.", { name })}
    </p>
  );
}

function wantsInks({ press, findings }: Checked): boolean {
  return press !== "" || findings.some((each) => each.code === "no_press_profile");
}

/** The check of a book for its destination. While somebody types or chooses, the last one stays on the screen. */
function useCheck(story: Story, { profile, trim, dedication, draft }: Destination) {
  const words = usePaused(dedication);
  return useQuery({
    ...preflightQuery(story.id, story.seq, { profile, trim, dedication: words, draft }),
    enabled: story.pages.length > 0,
    placeholderData: keepPreviousData,
  });
}

/** What is still missing, each a way to its page. It never stops the export. */
function Gaps({ story }: { story: Story }) {
  const gaps = gapsOf(story.pages);
  if (story.pages.length === 0) return null;
  if (gaps.length === 0) {
    return (
      <p className="chip chip--good book__fine">
        <CheckIcon />
        {t("Every page has a picture and a text")}
      </p>
    );
  }
  return (
    <div className="note">
      <strong>{t("Good to know before you export")}</strong>
      <ul>
        {gaps.map((gap) => (
          <li key={gap.page}>
            <Link to={`/stories/${story.id}/pages/${gap.page}`}>
              {t("Page {{number}}", { number: gap.number })}
            </Link>{" "}
            {gap.sentence}
          </li>
        ))}
      </ul>
    </div>
  );
}
