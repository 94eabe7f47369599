import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { cancelDrawings, drawPanels } from "../api/calls";
import { inOneLine } from "../api/errors";
import { planQuery, updateStory, withJob } from "../api/queries";
import type { Blocked, Job, Story } from "../api/types";
import { useMaking } from "../api/useMaking";
import { roughly } from "../jobs/sentences";
import { t } from "../language/language";
import { desk } from "../saving/desk";
import { savedFirst } from "../saving/savedFirst";
import { panelAddress, panelTitle } from "../story/panels";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { BrushIcon } from "../ui/icons";
import type { Tally } from "./states";

/** Draw what is missing or out of date, with the time it will take, and the ways to stop. */
export function DrawMany({ story, tally }: { story: Story; tally: Tally }) {
  const plan = useQuery({ ...planQuery(story.id, story.seq), placeholderData: keepPreviousData });
  const { draw, cancel } = useDrawings(story);
  const { missing = [], stale = [], blocked = [], seconds_each = null } = plan.data ?? {};
  const time = (count: number): string =>
    seconds_each === null ? "" : ` · ${roughly(seconds_each * count)}`;
  const start = (panels: string[]) => () => draw.mutate(panels);
  return (
    <div className="board__doings">
      <div className="row">
        {missing.length > 0 && (
          <Button look="main" disabled={draw.isPending} onClick={start(missing)}>
            <BrushIcon />
            {t("Draw {{count}} missing", { count: missing.length })}
            {time(missing.length)}
          </Button>
        )}
        {stale.length > 0 && (
          <Button disabled={draw.isPending} onClick={start(stale)}>
            {t("Draw {{count}} out of date again", { count: stale.length })}
            {time(stale.length)}
          </Button>
        )}
        {tally.waiting + tally.paused > 0 && (
          <Button disabled={cancel.isPending} onClick={() => cancel.mutate(true)}>
            {t("Cancel what waits")}
          </Button>
        )}
        {tally.running + tally.waiting + tally.paused > 0 && (
          <Button disabled={cancel.isPending} onClick={() => cancel.mutate(false)}>
            {t("Cancel all")}
          </Button>
        )}
      </div>
      <ErrorNote error={plan.error ?? draw.error ?? cancel.error} />
      <AllBlocked story={story} blocked={blocked} />
    </div>
  );
}

/** New tries come beside the old ones; nothing that is in the book is replaced. */
function useDrawings(story: Story) {
  const queries = useQueryClient();
  const take = (jobs: Job[]): void => {
    for (const job of jobs) updateStory(queries, story.id, withJob(job));
    void queries.invalidateQueries({ queryKey: ["story", story.id] });
  };
  const draw = useMaking({
    make: async (panels: string[], key) => {
      await savedFirst(desk.each("panel", panels));
      return drawPanels(story.id, key, panels);
    },
    onSuccess: ({ jobs }) => take(jobs),
  });
  const cancel = useMutation({
    mutationFn: (waitingOnly: boolean) => cancelDrawings(story.id, waitingOnly),
    onSuccess: take,
  });
  return { draw, cancel };
}

/** Those that are in the book already lack nothing: only another try of theirs has to wait. */
function AllBlocked({ story, blocked }: { story: Story; blocked: Blocked[] }) {
  const panels = story.pages.flatMap((page) => page.panels);
  const inBook = ({ panel }: Blocked): boolean =>
    panels.some(({ id, kept }) => id === panel && kept !== null);
  const [again, first] = [blocked.filter(inBook), blocked.filter((each) => !inBook(each))];
  return (
    <>
      <BlockedList
        story={story}
        blocked={first}
        look="note"
        summary={t("{{count}} pictures cannot be drawn yet", { count: first.length })}
      />
      <BlockedList
        story={story}
        blocked={again}
        look="note note--calm"
        summary={t("{{count}} pictures of the book cannot be drawn again yet", { count: again.length })}
      />
    </>
  );
}

interface BlockedListProps {
  story: Story;
  blocked: Blocked[];
  look: string;
  summary: string;
}

/** What has to be done first, page by page. */
function BlockedList({ story, blocked, look, summary }: BlockedListProps) {
  if (blocked.length === 0) return null;
  return (
    <details className={`${look} small`}>
      <summary>{summary}</summary>
      <ul className="board__blocked">
        {blocked.map(({ panel, error }) => {
          const index = story.pages.findIndex((page) => page.panels.some(({ id }) => id === panel));
          const page = story.pages[index];
          return (
            <li key={panel}>
              {page && (
                <Link to={panelAddress(story.id, page, { id: panel })}>
                  {panelTitle(page, { id: panel }, index + 1)}
                </Link>
              )}{" "}
              {inOneLine(error)}
            </li>
          );
        })}
      </ul>
    </details>
  );
}
