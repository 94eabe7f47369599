import { Link } from "react-router";
import type { Story } from "../api/types";
import { t } from "../language/language";
import { mayEdit } from "../story/mayEdit";
import { useOpenStory } from "../story/StoryFrame";
import { BlankPicture } from "../ui/art";
import { isLong, LongItem } from "../ui/LongItem";
import { DrawMany } from "./DrawMany";
import { Line } from "./Line";
import { PanelCard } from "./PanelCard";
import { Restyle } from "./Restyle";
import { type Tally, tally } from "./states";
import "./board.css";

/** All pictures of the book at a glance, and drawing many of them at once. */
export function BoardScreen() {
  const story = useOpenStory();
  if (story.pages.length === 0) return <NoPanels story={story} />;
  const counted = tally(story.pages, story);
  return (
    <div className="board">
      <header className="board__head">
        <div>
          <h1>{t("Pictures")}</h1>
          <p className="soft" role="status">
            {summary(counted)}
          </p>
        </div>
        {mayEdit(story) && <DrawMany story={story} tally={counted} />}
      </header>
      {mayEdit(story) && (
        <>
          <Restyle story={story} />
          <Line story={story} />
        </>
      )}
      <ol className="board__grid">
        {story.pages.flatMap((page, index) =>
          page.panels.map((panel) => (
            <LongItem key={panel.id} long={isLong(story.pages.length)}>
              <PanelCard story={story} page={page} panel={panel} number={index + 1} />
            </LongItem>
          )),
        )}
      </ol>
    </div>
  );
}

function NoPanels({ story }: { story: Story }) {
  return (
    <section className="sheet empty pages__empty">
      <span className="empty__art">
        <BlankPicture />
      </span>
      <h1>{t("No pictures yet")}</h1>
      <p>{t("Every page has a picture. Write the first page, and it shows here.")}</p>
      <Link to={`/stories/${story.id}/pages`} className="button button--main">
        {t("Go to the pages")}
      </Link>
    </section>
  );
}

/** "7 of 8 pictures are in the book. 1 is being drawn, 2 wait. 1 needs you." */
export function summary({ panels, done, running, waiting, paused, failed }: Tally): string {
  const parts = [t("{{done}} of {{count}} pictures are in the book.", { done, count: panels })];
  if (running + waiting > 0)
    parts.push(t("{{running}} being drawn, {{waiting}} in line.", { running, waiting }));
  if (paused > 0) parts.push(t("{{count}} are paused.", { count: paused }));
  if (failed > 0) parts.push(t("{{count}} need you.", { count: failed }));
  return parts.join(" ");
}
