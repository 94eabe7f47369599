import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { storiesQuery, studioQuery } from "../api/queries";
import type { StorySummary } from "../api/types";
import { FoxReading } from "../ui/art";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { PlusIcon } from "../ui/icons";
import { lastKnown, rememberStories } from "./lastKnown";
import { NewStory } from "./NewStory";
import { StoryCard } from "./StoryCard";
import "./library.css";

export function Library() {
  const stories = useQuery({ ...storiesQuery, refetchOnMount: "always" });
  const studio = useQuery(studioQuery);
  const [making, setMaking] = useState(false);

  useEffect(() => {
    document.title = "Storyboard";
  }, []);
  useEffect(() => {
    if (stories.data) rememberStories(stories.data);
  }, [stories.data]);

  const offline = stories.isError && !stories.data;
  const shown = stories.data ?? (offline ? lastKnown() : []);
  const empty = stories.isSuccess && shown.length === 0;
  return (
    <main className="library">
      <header className="library__head">
        <div>
          <h1>Your stories</h1>
          <p className="soft">{studio.data ? `Painter: ${studio.data.label}` : "\u00a0"}</p>
        </div>
        {!making && !empty && <NewStoryButton onClick={() => setMaking(true)} />}
      </header>
      {making && <NewStory onClose={() => setMaking(false)} />}
      {offline && (
        <>
          <ErrorNote error={stories.error} onRetry={() => void stories.refetch()} />
          {shown.length > 0 && <p className="chip chip--look">Offline, read only: the list as last seen</p>}
        </>
      )}
      {empty && !making && <NoStories onNew={() => setMaking(true)} />}
      <StoryShelf stories={shown} readOnly={offline} />
    </main>
  );
}

function NewStoryButton({ onClick }: { onClick(): void }) {
  return (
    <Button look="main" onClick={onClick}>
      <PlusIcon />
      New story
    </Button>
  );
}

function NoStories({ onNew }: { onNew(): void }) {
  return (
    <section className="sheet empty">
      <FoxReading />
      <h2>A blank book is waiting</h2>
      <p>
        Describe who is in your story, pick how they look, and write page by page. The painter keeps everyone
        the same from the first picture to the last.
      </p>
      <NewStoryButton onClick={onNew} />
    </section>
  );
}

function StoryShelf({ stories, readOnly }: { stories: StorySummary[]; readOnly: boolean }) {
  return (
    <ul className="shelf" aria-label="Stories">
      {stories.map((story) => (
        <li key={story.id}>
          <StoryCard story={story} readOnly={readOnly} />
        </li>
      ))}
    </ul>
  );
}
