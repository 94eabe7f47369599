import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { keepPicture } from "../api/calls";
import { updateStory, withPanel } from "../api/queries";
import type { Page, Panel, Picture, Story } from "../api/types";
import { JobPlace } from "../jobs/JobBar";
import { latestJob } from "../jobs/sentences";
import { t } from "../language/language";
import { staleSentence } from "../pages/stale";
import { mayEdit } from "../story/mayEdit";
import { panelAddress, panelTitle } from "../story/panels";
import { BlankPicture } from "../ui/art";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { LockIcon } from "../ui/icons";
import { panelState, shownPicture, stateChip } from "./states";

interface PanelCardProps {
  story: Story;
  page: Page;
  panel: Panel;
  number: number;
}

/** One picture on the board: how it stands, why, and the next thing to do with it. */
export function PanelCard({ story, page, panel, number }: PanelCardProps) {
  const shown = shownPicture(panel);
  const state = panelState(panel, story);
  const { word, look } = stateChip(state);
  const title = panelTitle(page, panel, number);
  return (
    <article className="panel-card" aria-label={title}>
      <Link to={panelAddress(story.id, page, panel)} className="panel-card__picture" aria-label={title}>
        {shown ? <img src={shown.url} alt={shown.prompt} loading="lazy" /> : <BlankPicture />}
      </Link>
      <div className="row row--ends">
        <strong>{title}</strong>
        <span className={`chip ${look && `chip--${look}`}`}>
          {panel.locked && <LockIcon />}
          {word}
        </span>
      </div>
      <p className="small soft panel-card__scene" dir="auto">
        {panel.scene}
      </p>
      {shown && state !== "drawing" && state !== "waiting" && state !== "paused" && (
        <>
          {shown.stale.map((stale) => (
            <p key={`${stale.reason} ${stale.character}`} className="small">
              {staleSentence(stale, story.cast)}
            </p>
          ))}
          {state === "to_choose" && mayEdit(story) && (
            <Choose story={story} panel={panel} shown={shown} number={number} />
          )}
        </>
      )}
      <JobPlace job={latestJob(story.jobs, panel.id, "render")} story={story} />
    </article>
  );
}

interface ChooseProps {
  story: Story;
  panel: Panel;
  shown: Picture;
  number: number;
}

/** Put the shown try into the book from here; to compare several, the page is one click away. */
function Choose({ story, panel, shown, number }: ChooseProps) {
  const queries = useQueryClient();
  const keep = useMutation({
    mutationFn: () => keepPicture(panel.id, shown.id),
    onSuccess: (fresh) => updateStory(queries, story.id, withPanel(fresh)),
  });
  return (
    <>
      <Button
        size="small"
        disabled={keep.isPending}
        aria-label={t("Keep this picture, page {{number}}", { number })}
        onClick={() => keep.mutate()}
      >
        {t("Keep this picture")}
      </Button>
      <ErrorNote error={keep.error} />
    </>
  );
}
