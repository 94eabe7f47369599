import { Link } from "react-router";
import { exportBook } from "../api/calls";
import type { Story } from "../api/types";
import { JobPlace } from "../jobs/JobBar";
import { isActive } from "../jobs/progress";
import { latestJob } from "../jobs/sentences";
import { useStartJob } from "../jobs/useJobActions";
import { desk } from "../saving/desk";
import { savedFirst } from "../saving/savedFirst";
import { useOpenStory } from "../story/StoryFrame";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { BookIcon, CheckIcon } from "../ui/icons";
import { Author } from "./Author";
import { Books } from "./Books";
import { gapsOf } from "./gaps";
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

export function ExportScreen() {
  const story = useOpenStory();
  const job = latestJob(story.jobs, story.id, "export");
  const making = useStartJob<undefined>(story.id, async (_, key) => {
    await savedFirst(desk.some(partsOf(story)));
    return exportBook(story.id, key);
  });
  const empty = story.pages.length === 0;
  return (
    <div className="book">
      <section className="sheet book__make">
        <h1>Make the book</h1>
        <p className="soft">
          A PDF with square pages, 8.5 by 8.5 inches, for the screen and for giving away.
        </p>
        <Author story={story} />
        <Gaps story={story} />
        <div className="row">
          <Button
            look="main"
            disabled={empty || making.isPending || (job !== undefined && isActive(job))}
            onClick={() => making.start(undefined)}
          >
            <BookIcon />
            Export book
          </Button>
          {empty && <span className="soft">Add a page first.</span>}
        </div>
        <JobPlace job={job} story={story} />
        <ErrorNote error={making.error} />
      </section>
      <Books books={story.books} />
    </div>
  );
}

/** What is still missing, each a way to its page. It never stops the export. */
function Gaps({ story }: { story: Story }) {
  const gaps = gapsOf(story.pages);
  if (story.pages.length === 0) return null;
  if (gaps.length === 0) {
    return (
      <p className="chip chip--good book__fine">
        <CheckIcon />
        Every page has a picture and a text
      </p>
    );
  }
  return (
    <div className="note">
      <strong>Good to know before you export</strong>
      <ul>
        {gaps.map((gap) => (
          <li key={gap.page}>
            <Link to={`/stories/${story.id}/pages/${gap.page}`}>Page {gap.number}</Link> {gap.sentence}
          </li>
        ))}
      </ul>
    </div>
  );
}
