import type { Job, Story } from "../api/types";
import { t } from "../language/language";
import { mayEdit } from "../story/mayEdit";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { isActive, share } from "./progress";
import { jobError, jobStatus, jobTitle, placeInLine } from "./sentences";
import { useJobActions } from "./useJobActions";
import { useShown } from "./useShown";

interface JobBarProps {
  job: Job;
  story: Pick<Story, "id" | "cast" | "pages" | "jobs" | "role">;
}

/** A running job: what, how far, how long, Pause where it can go on from there, and Cancel. */
export function JobBar({ job, story }: JobBarProps) {
  const shown = useShown(job);
  const actions = useJobActions(story.id);
  const { cancel, pause, resume } = actions;
  const title = jobTitle(job, story);
  const stopping = job.state === "cancelling" || cancel.isPending;
  return (
    <div className="job">
      <div className="row row--ends">
        <span className="job__words">
          <strong>{title}</strong>
          <span className="small soft">{jobStatus(job, shown, placeInLine(job, story.jobs))}</span>
        </span>
        {mayEdit(story) && (
          <span className="row job__doings">
            {!stopping && <PauseButton job={job} title={title} actions={actions} />}
            <Button
              size="small"
              disabled={stopping}
              onClick={() => cancel.mutate(job.id)}
              aria-label={t("Cancel: {{what}}", { what: title })}
            >
              {stopping ? t("Stopping") : t("Cancel")}
            </Button>
          </span>
        )}
      </div>
      <progress className="bar" aria-label={title} value={share(shown)} max={1} />
      <ErrorNote error={cancel.error ?? pause.error ?? resume.error} />
    </div>
  );
}

interface PauseButtonProps {
  job: Job;
  title: string;
  actions: ReturnType<typeof useJobActions>;
}

/** Only learning keeps what it has: everything else that runs would begin anew. */
function PauseButton({ job, title, actions: { pause, resume } }: PauseButtonProps) {
  if (job.paused)
    return (
      <Button
        size="small"
        disabled={resume.isPending}
        onClick={() => resume.mutate(job.id)}
        aria-label={t("Go on: {{what}}", { what: title })}
      >
        {t("Go on")}
      </Button>
    );
  if (job.state !== "queued" && job.kind !== "tune" && job.kind !== "relearn") return null;
  return (
    <Button
      size="small"
      look="bare"
      disabled={pause.isPending}
      onClick={() => pause.mutate(job.id)}
      aria-label={t("Pause: {{what}}", { what: title })}
    >
      {t("Pause")}
    </Button>
  );
}

/** Failures that lie in what was asked for: the same job would fail again, its words or its cast have to change. */
const ASKED_WRONGLY = new Set([
  "invalid_request",
  "card_mismatch",
  "card_damaged",
  "proposal_damaged",
  "cannot_publish",
  "file_missing",
  "other_pack",
  "pack_damaged",
  "preflight",
  "upload_gone",
]);

function sameAgain(job: Job): boolean {
  return !ASKED_WRONGLY.has(job.error?.code ?? "");
}

interface JobPlaceProps {
  job: Job | undefined;
  story: JobBarProps["story"];
}

/** The newest job of a thing, in its own place on the screen: the bar while it runs, the reason if it failed. */
export function JobPlace({ job, story }: JobPlaceProps) {
  const { retry } = useJobActions(story.id);
  if (!job) return null;
  if (isActive(job)) return <JobBar job={job} story={story} />;
  const failed = jobError(job);
  if (!failed) return null;
  return (
    <>
      <ErrorNote
        error={failed}
        onRetry={sameAgain(job) && mayEdit(story) ? () => retry.mutate(job.id) : undefined}
        retryLabel={t("Retry")}
      />
      <ErrorNote error={retry.error} />
    </>
  );
}
