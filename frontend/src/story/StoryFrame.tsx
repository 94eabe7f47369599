import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link, NavLink, Outlet, useLocation, useOutletContext, useParams } from "react-router";
import { studioQuery } from "../api/queries";
import type { Story } from "../api/types";
import { useStory } from "../api/useStory";
import { Announcer } from "../jobs/Announcer";
import { t } from "../language/language";
import { desk } from "../saving/desk";
import { history } from "../saving/history";
import { SaveLine } from "../saving/SaveLine";
import { UndoBar } from "../saving/UndoBar";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { BookIcon, ShelfIcon } from "../ui/icons";
import { mayEdit } from "./mayEdit";
import { Sharing } from "./Sharing";
import { StorySettings } from "./StorySettings";
import { StoryTitle } from "./StoryTitle";
import "./story.css";

const ROOMS = () => [
  { to: "cast", label: t("Cast") },
  { to: "pages", label: t("Pages") },
  { to: "board", label: t("Pictures") },
  { to: "export", label: t("Book") },
];

/** The frame of an open story: title, rooms, save state. The screens inside get the story from `useOpenStory`. */
export function StoryFrame() {
  const { storyId = "" } = useParams();
  const story = useStory(storyId);
  useFlushOnRouteChange();
  useOwnHistory(storyId);

  if (!story.data) {
    return (
      <main className="story__wait">
        {story.isError ? (
          <div className="stack">
            <ErrorNote error={story.error} onRetry={() => void story.refetch()} />
            <Link to="/">{t("Back to your stories")}</Link>
          </div>
        ) : (
          <p className="soft">{t("Opening the story…")}</p>
        )}
      </main>
    );
  }
  return (
    <>
      <StoryHead story={story.data} />
      {story.isError && (
        <p className="story__away">{t("The story on the screen may be a few moments old.")}</p>
      )}
      <main className="story__body">
        <Outlet context={story.data} />
      </main>
      <Announcer key={storyId} story={story.data} />
    </>
  );
}

function StoryHead({ story }: { story: Story }) {
  return (
    <header className="story__head">
      <Link to="/" className="story__home" aria-label={t("Your stories")}>
        <ShelfIcon />
      </Link>
      <StoryTitle key={story.id} story={story} />
      <nav className="story__rooms" aria-label={t("Story")}>
        {ROOMS().map(({ to, label }) => (
          <NavLink key={to} to={to} className="story__room">
            {label}
          </NavLink>
        ))}
      </nav>
      <div className="row story__tools">
        {mayEdit(story) && <UndoBar />}
        {mayEdit(story) && <StorySettings story={story} />}
        {story.role === "owner" && <ShareButton story={story} />}
        <Link to={`/stories/${story.id}/read`} className="button button--small">
          <BookIcon />
          {t("Read")}
        </Link>
        <SaveLine />
      </div>
    </header>
  );
}

/** Only where there is somebody to share with. */
function ShareButton({ story }: { story: Story }) {
  const [open, setOpen] = useState(false);
  if (!useQuery(studioQuery).data?.accounts) return null;
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t("Share…")}
      </Button>
      {open && <Sharing story={story} onClose={() => setOpen(false)} />}
    </>
  );
}

function useFlushOnRouteChange(): void {
  const { pathname } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is what triggers, not what is used.
  useEffect(() => () => void desk.flush(), [pathname]);
}

/** Steps of one story are none of another; a look into the reader or the settings keeps them. */
function useOwnHistory(storyId: string): void {
  useEffect(() => history.open(storyId), [storyId]);
}

export function useOpenStory(): Story {
  return useOutletContext<Story>();
}
