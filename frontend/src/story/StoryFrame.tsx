import { useEffect } from "react";
import { Link, NavLink, Outlet, useLocation, useOutletContext, useParams } from "react-router";
import type { Story } from "../api/types";
import { useStory } from "../api/useStory";
import { Announcer } from "../jobs/Announcer";
import { desk } from "../saving/desk";
import { SaveLine } from "../saving/SaveLine";
import { ErrorNote } from "../ui/ErrorNote";
import { BookIcon } from "../ui/icons";
import { StoryTitle } from "./StoryTitle";
import "./story.css";

const ROOMS = [
  { to: "cast", label: "Cast" },
  { to: "pages", label: "Pages" },
  { to: "export", label: "Book" },
];

/** The frame of an open story: title, rooms, save state. The screens inside get the story from `useOpenStory`. */
export function StoryFrame() {
  const { storyId = "" } = useParams();
  const story = useStory(storyId);
  useFlushOnRouteChange();

  if (!story.data) {
    return (
      <main className="story__wait">
        {story.isError ? (
          <div className="stack">
            <ErrorNote error={story.error} onRetry={() => void story.refetch()} />
            <Link to="/">Back to your stories</Link>
          </div>
        ) : (
          <p className="soft">Opening the story…</p>
        )}
      </main>
    );
  }
  return (
    <>
      <StoryHead story={story.data} />
      {story.isError && <p className="story__away">The story on the screen may be a few moments old.</p>}
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
      <Link to="/" className="story__home" aria-label="Your stories">
        <BookIcon />
      </Link>
      <StoryTitle key={story.id} story={story} />
      <nav className="story__rooms" aria-label="Story">
        {ROOMS.map(({ to, label }) => (
          <NavLink key={to} to={to} className="story__room">
            {label}
          </NavLink>
        ))}
      </nav>
      <SaveLine />
    </header>
  );
}

function useFlushOnRouteChange(): void {
  const { pathname } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is what triggers, not what is used.
  useEffect(() => () => void desk.flush(), [pathname]);
}

export function useOpenStory(): Story {
  return useOutletContext<Story>();
}
