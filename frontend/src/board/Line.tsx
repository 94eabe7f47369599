import { type ReactNode, useId } from "react";
import type { Job, Story } from "../api/types";
import { byTurn, isWaiting, jobTitle } from "../jobs/sentences";
import { t } from "../language/language";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { CloseIcon, DownIcon, UpIcon } from "../ui/icons";
import { type LineActions, useLine } from "./useLine";

/** What waits, in its order, with the ways to change it. Nothing here touches what is being drawn. */
export function Line({ story }: { story: Story }) {
  const heading = useId();
  const actions = useLine(story);
  const waiting = story.jobs.filter(isWaiting).sort(byTurn);
  const paused = story.jobs.filter((job) => job.state === "queued" && job.paused).sort(byTurn);
  if (waiting.length + paused.length === 0) return null;
  return (
    <section className="sheet line" aria-labelledby={heading}>
      <div className="row row--ends">
        <h2 id={heading}>{t("In line")}</h2>
        <span className="row">
          {waiting.length > 0 && (
            <Button size="small" disabled={actions.busy} onClick={actions.pauseAll}>
              {t("Pause all that waits")}
            </Button>
          )}
          {paused.length > 0 && (
            <Button size="small" look="main" disabled={actions.busy} onClick={actions.resumeAll}>
              {t("Go on with all")}
            </Button>
          )}
        </span>
      </div>
      <p className="small soft">{words(waiting.length, paused.length)}</p>
      {waiting.length > 0 && (
        <ol className="line__list">
          {waiting.map((job, index) => (
            <Waiting key={job.id} story={story} line={waiting} index={index} actions={actions} />
          ))}
        </ol>
      )}
      <ErrorNote error={actions.error} />
    </section>
  );
}

/** What stands still and what goes on, in plain words. */
function words(waiting: number, paused: number): string {
  if (paused === 0) return t("These come one after the other. What is being drawn is finished first.");
  if (waiting === 0)
    return t("{{count}} are paused and keep their places. Nothing else is begun until you go on.", {
      count: paused,
    });
  return t("{{count}} are paused and keep their places. The others go on.", { count: paused });
}

interface WaitingProps {
  story: Story;
  line: Job[];
  index: number;
  actions: LineActions;
}

/** One that waits. It goes down by letting the next one come before it, so that it passes nobody else. */
function Waiting({ story, line, index, actions }: WaitingProps) {
  const job = line[index];
  if (!job) return null;
  const what = jobTitle(job, story);
  const [first, earlier, later] = [line[0], line[index - 1], line[index + 1]];
  const before = (one: Job | undefined, other: Job | undefined) => (): void => {
    if (one && other) actions.putBefore(one, other);
  };
  const tool = (label: string, icon: ReactNode, enabled: boolean, act: () => void) => (
    <Button
      size="round"
      look="bare"
      aria-label={label}
      title={label}
      disabled={!enabled || actions.busy}
      onClick={act}
    >
      {icon}
    </Button>
  );
  return (
    <li className="line__one">
      <span>{what}</span>
      <span className="line__tools">
        {index > 1 && (
          <Button
            size="small"
            look="bare"
            disabled={actions.busy}
            aria-label={t("Next: {{what}}", { what })}
            onClick={before(job, first)}
          >
            {t("Next")}
          </Button>
        )}
        {tool(t("Earlier: {{what}}", { what }), <UpIcon />, index > 0, before(job, earlier))}
        {tool(t("Later: {{what}}", { what }), <DownIcon />, index < line.length - 1, before(later, job))}
        {tool(t("Cancel: {{what}}", { what }), <CloseIcon />, true, () => actions.cancel(job))}
      </span>
    </li>
  );
}
