import { useQueries, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { storiesQuery, storyQuery } from "../api/queries";
import type { Story } from "../api/types";
import { t } from "../language/language";
import { Button } from "../ui/Button";
import { JobBar } from "./JobBar";
import { isActive } from "./progress";
import { jobTitle } from "./sentences";
import "./jobs.css";

const POLL_MS = 4_000;

/** Everything that is being drawn or learnt, on every screen, with Cancel. */
export function JobTray() {
  const here = useParams().storyId;
  const stories = useQuery({ ...storiesQuery, refetchInterval: POLL_MS * 2 });
  const elsewhere = (stories.data ?? []).filter((story) => story.jobs_running > 0 && story.id !== here);
  const others = useQueries({
    queries: elsewhere.map((story) => ({ ...storyQuery(story.id), refetchInterval: POLL_MS })),
  });
  const current = useQuery({ ...storyQuery(here ?? ""), enabled: false });
  const held = [here ? current.data : undefined, ...others.map((query) => query.data)];
  const busy = held.filter((story) => story !== undefined).filter((story) => story.jobs.some(isActive));
  if (busy.length === 0) return null;
  return <Tray key={here ?? "library"} stories={busy} here={here} />;
}

function Tray({ stories, here }: { stories: Story[]; here: string | undefined }) {
  // In a story each job also shows in its own place, so there the tray begins folded and hides nothing.
  const [open, setOpen] = useState(here === undefined);
  const running = stories.flatMap((story) => story.jobs.filter(isActive).map((job) => ({ story, job })));
  const first = running.find(({ job }) => job.state !== "queued") ?? running[0];
  const more = running.length - 1;
  return (
    <aside className="tray sheet" aria-label={t("Jobs")}>
      <div className="row row--ends">
        <strong className="tray__count">
          {running.every(({ job }) => job.paused) ? (
            <span className="chip chip--look">{t("Paused")}</span>
          ) : (
            <span className="tray__dot" />
          )}
          {first && jobTitle(first.job, first.story)}
          {more > 0 && <span className="chip">+{more}</span>}
        </strong>
        <Button size="small" look="bare" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t("Hide jobs") : t("Jobs")}
        </Button>
      </div>
      {open && (
        <ul className="tray__list">
          {stories.map((story) => (
            <TrayStory key={story.id} story={story} away={story.id !== here} />
          ))}
        </ul>
      )}
    </aside>
  );
}

function TrayStory({ story, away }: { story: Story; away: boolean }) {
  const jobs = story.jobs.filter(isActive).sort((a, b) => a.created_at.localeCompare(b.created_at));
  return (
    <li className="stack">
      {away && (
        <Link to={`/stories/${story.id}/cast`} className="small">
          {story.title}
        </Link>
      )}
      {jobs.map((job) => (
        <JobBar key={job.id} job={job} story={story} />
      ))}
    </li>
  );
}
