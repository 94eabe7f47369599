import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { keepPicture, render } from "../api/calls";
import { updateStory, withPanel } from "../api/queries";
import type { Finding, Panel, Story } from "../api/types";
import { isActive } from "../jobs/progress";
import { latestJob } from "../jobs/sentences";
import { useStartJob } from "../jobs/useJobActions";
import { t } from "../language/language";
import { newestFirst } from "../pages/PageDesk";
import { useDivide } from "../pages/useDivide";
import { mayEdit } from "../story/mayEdit";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { pageOf, panelOf, unlearntOf } from "./places";

interface FixProps {
  story: Story;
  finding: Finding;
}

/** The one press that mends a finding, where there is one. */
export function Fix({ story, finding }: FixProps) {
  const panel = panelOf(story, finding);
  if (!panel || !mayEdit(story)) return null;
  if (finding.code === "not_chosen") return <KeepNewest story={story} panel={panel} />;
  if (finding.code === "no_picture") return <Draw story={story} panel={panel} label={t("Draw it")} />;
  if (finding.code === "stale_picture")
    return <Draw story={story} panel={panel} label={t("Draw it again")} />;
  if (finding.code === "text_over") return <Divide story={story} finding={finding} />;
  if (finding.code === "unlearnt") return <Learn story={story} finding={finding} />;
  return null;
}

function KeepNewest({ story, panel }: { story: Story; panel: Panel }) {
  const queries = useQueryClient();
  const newest = newestFirst(panel.pictures)[0];
  const keep = useMutation({
    mutationFn: (picture: string) => keepPicture(panel.id, picture),
    onSuccess: (fresh) => updateStory(queries, story.id, withPanel(fresh)),
  });
  if (!newest) return null;
  return (
    <>
      <Button size="small" disabled={keep.isPending || panel.locked} onClick={() => keep.mutate(newest.id)}>
        {t("Keep the newest try")}
      </Button>
      <ErrorNote error={keep.error} />
    </>
  );
}

/** A locked picture, or one without words, is refused by the server with the reason. */
function Draw({ story, panel, label }: { story: Story; panel: Panel; label: string }) {
  const job = latestJob(story.jobs, panel.id, "render");
  const drawing = useStartJob<undefined>(story.id, (_, key) => render(panel.id, key));
  const busy = job !== undefined && isActive(job);
  return (
    <>
      <Button size="small" disabled={busy || drawing.isPending} onClick={() => drawing.start(undefined)}>
        {busy ? t("Being drawn") : label}
      </Button>
      <ErrorNote error={drawing.error} />
    </>
  );
}

function Divide({ story, finding }: FixProps) {
  const page = pageOf(story, finding);
  const divide = useDivide(story);
  const over = Number(finding.values.words ?? 0);
  return (
    page && (
      <>
        <Button size="small" disabled={divide.isPending} onClick={() => divide.mutate({ page, over })}>
          {t("Divide the page")}
        </Button>
        <ErrorNote error={divide.error} />
      </>
    )
  );
}

function Learn({ story, finding }: FixProps) {
  const who = unlearntOf(story, finding);
  return (
    who && (
      <Link className="button button--small" to={`/stories/${story.id}/cast#${who.id}`}>
        {t("Go to {{name}}", { name: who.name })}
      </Link>
    )
  );
}
