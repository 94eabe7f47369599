import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { Link } from "react-router";
import { storiesQuery, studioQuery } from "../api/queries";
import type { StorySummary } from "../api/types";
import { t } from "../language/language";
import { FoxReading } from "../ui/art";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { PlusIcon, SettingsIcon } from "../ui/icons";
import { isLong, LongItem } from "../ui/LongItem";
import { lastKnown, rememberStories } from "./lastKnown";
import { NewStory } from "./NewStory";
import { useOpenFile } from "./OpenFile";
import { SampleStory } from "./SampleStory";
import { StoryCard } from "./StoryCard";
import { StoryTrash } from "./StoryTrash";
import "./library.css";

export function Library() {
  const stories = useQuery({ ...storiesQuery, refetchOnMount: "always" });
  const [making, setMaking] = useState(false);
  const open = useOpenFile();

  useEffect(() => {
    document.title = "Storyboard";
  }, []);
  useEffect(() => {
    if (stories.data) rememberStories(stories.data);
  }, [stories.data]);

  const offline = stories.isError && !stories.data;
  const known = stories.data ?? lastKnown();
  // While stories are on their way, those of last time tell where the button for a new one will be: in the middle of
  // an empty library, else in its head. It never moves away under the focus.
  const none = !stories.isError && known.length === 0;
  return (
    <main className="library">
      <LibraryHead onNew={making || none ? null : () => setMaking(true)} onFile={open.button} />
      {open.progress}
      {making && <NewStory onClose={() => setMaking(false)} />}
      {offline && (
        <Away error={stories.error} known={known.length > 0} onRetry={() => void stories.refetch()} />
      )}
      {none && stories.isSuccess && !making && (
        <NoStories onNew={() => setMaking(true)} onOpening={open.show} />
      )}
      <StoryShelf stories={stories.isPending ? [] : known} readOnly={offline} />
      {!offline && <StoryTrash />}
    </main>
  );
}

function Away({ error, known, onRetry }: { error: unknown; known: boolean; onRetry(): void }) {
  return (
    <>
      <ErrorNote error={error} onRetry={onRetry} />
      {known && <p className="chip chip--look">{t("Offline, read only: the list as last seen")}</p>}
    </>
  );
}

function LibraryHead({ onNew, onFile }: { onNew: (() => void) | null; onFile: ReactNode }) {
  const studio = useQuery(studioQuery);
  return (
    <header className="library__head">
      <div>
        <h1>{t("Your stories")}</h1>
        <p className="soft">
          {studio.data
            ? t("The pictures are drawn by a program: the painter “{{name}}”.", { name: studio.data.label })
            : "\u00a0"}
        </p>
      </div>
      <div className="row">
        {onNew && <NewStoryButton onClick={onNew} />}
        {onFile}
        <Link to="/settings" className="button">
          <SettingsIcon />
          {t("Settings")}
        </Link>
      </div>
    </header>
  );
}

function NewStoryButton({ onClick }: { onClick(): void }) {
  return (
    <Button look="main" onClick={onClick}>
      <PlusIcon />
      {t("New story")}
    </Button>
  );
}

function NoStories({ onNew, onOpening }: { onNew(): void; onOpening(job: string): void }) {
  return (
    <section className="sheet empty">
      <FoxReading />
      <h2>{t("A blank book is waiting")}</h2>
      <p>
        {t(
          "Describe who is in your story, pick how they look, and write page by page. The painter keeps everyone the same from the first picture to the last.",
        )}
      </p>
      <NewStoryButton onClick={onNew} />
      <SampleStory onOpening={onOpening} />
    </section>
  );
}

function StoryShelf({ stories, readOnly }: { stories: StorySummary[]; readOnly: boolean }) {
  return (
    <ul className="shelf" aria-label={t("Stories")}>
      {stories.map((story) => (
        <LongItem key={story.id} long={isLong(stories.length)}>
          <StoryCard story={story} readOnly={readOnly} />
        </LongItem>
      ))}
    </ul>
  );
}
