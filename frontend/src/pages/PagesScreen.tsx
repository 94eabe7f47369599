import { useEffect } from "react";
import { useNavigate, useParams } from "react-router";
import type { Page, Story } from "../api/types";
import { useOpenStory } from "../story/StoryFrame";
import { FoxReading } from "../ui/art";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { PlusIcon } from "../ui/icons";
import { PageDesk } from "./PageDesk";
import { PageStrip } from "./PageStrip";
import { usePageActions } from "./usePageActions";
import "./pages.css";

export function PagesScreen() {
  const story = useOpenStory();
  const { pageId } = useParams();
  const navigate = useNavigate();
  const actions = usePageActions(story, (id) =>
    navigate(`/stories/${story.id}/pages/${id}`, { state: { write: true } }),
  );
  const pages = story.pages.filter((page) => !actions.hidden.has(page.id));
  const index = Math.max(
    0,
    pages.findIndex((page) => page.id === pageId),
  );
  const page = pages[index];
  usePageKeys(story, pages, index);

  if (!page)
    return <NoPages story={story} onAdd={() => actions.add.mutate(null)} error={actions.add.error} />;
  return (
    <div className="pages">
      <PageStrip story={story} pages={pages} current={page.id} actions={actions} />
      <PageDesk key={page.id} story={story} page={page} number={index + 1} />
    </div>
  );
}

function NoPages({ story, onAdd, error }: { story: Story; onAdd(): void; error: unknown }) {
  return (
    <section className="sheet empty pages__empty">
      <FoxReading />
      <h1>The first page</h1>
      <p>
        {story.cast.length === 0
          ? "You can write first and add the cast later, or begin with who is in the story."
          : "Write what happens, say who is in the picture, and have it drawn."}
      </p>
      <Button look="main" onClick={onAdd}>
        <PlusIcon />
        Add page
      </Button>
      <ErrorNote error={error} />
    </section>
  );
}

/** PageUp and PageDown turn pages, from anywhere on the screen. */
function usePageKeys(story: Story, pages: Page[], index: number): void {
  const navigate = useNavigate();
  useEffect(() => {
    const turn = (event: KeyboardEvent): void => {
      const step = { PageUp: -1, PageDown: 1 }[event.key];
      const next = step && !event.ctrlKey && !event.altKey ? pages[index + step] : undefined;
      if (!next) return;
      event.preventDefault();
      void navigate(`/stories/${story.id}/pages/${next.id}`);
    };
    window.addEventListener("keydown", turn);
    return () => window.removeEventListener("keydown", turn);
  }, [story.id, pages, index, navigate]);
}
