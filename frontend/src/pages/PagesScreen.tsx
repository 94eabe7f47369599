import { useEffect, useRef } from "react";
import { useNavigate, useParams } from "react-router";
import type { Page, Story } from "../api/types";
import { t } from "../language/language";
import { mayEdit } from "../story/mayEdit";
import { useOpenStory } from "../story/StoryFrame";
import { FoxReading } from "../ui/art";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { PlusIcon } from "../ui/icons";
import { underModal } from "../ui/modal";
import { useKeys } from "../ui/useKeys";
import { PageDesk } from "./PageDesk";
import { MoreWays, PageStrip } from "./PageStrip";
import { type PageActions, usePageActions } from "./usePageActions";
import "./pages.css";

export function PagesScreen() {
  const story = useOpenStory();
  const { pageId } = useParams();
  const navigate = useNavigate();
  const actions = usePageActions(story, (id) =>
    navigate(`/stories/${story.id}/pages/${id}`, { state: { write: true } }),
  );
  const { pages } = story;
  const index = usePlace(pages, pageId);
  const page = pages[index];
  usePageKeys(story, pages, index);

  if (!page) return <NoPages story={story} actions={actions} />;
  return (
    <div className="pages">
      <PageStrip story={story} current={page.id} actions={actions} />
      <PageDesk key={page.id} story={story} page={page} number={index + 1} />
    </div>
  );
}

/** Where the open page is; one that was deleted is followed by its neighbour. */
function usePlace(pages: Page[], id: string | undefined): number {
  const last = useRef(0);
  const found = pages.findIndex((page) => page.id === id);
  useEffect(() => {
    if (found >= 0) last.current = found;
  }, [found]);
  return found >= 0 ? found : Math.max(0, Math.min(last.current, pages.length - 1));
}

function NoPages({ story, actions }: { story: Story; actions: PageActions }) {
  return (
    <section className="sheet empty pages__empty">
      <FoxReading />
      <h1>{t("The first page")}</h1>
      <p>
        {story.cast.length === 0
          ? t("You can write first and add the cast later, or begin with who is in the story.")
          : t("Write what happens, say who is in the picture, and have it drawn.")}
      </p>
      {mayEdit(story) && (
        <>
          <Button look="main" disabled={actions.add.isPending} onClick={() => actions.add.mutate(null)}>
            <PlusIcon />
            {t("Add page")}
          </Button>
          <MoreWays story={story} actions={actions} />
        </>
      )}
      <ErrorNote error={actions.error} />
    </section>
  );
}

/** PageUp and PageDown turn pages, from anywhere on the screen. */
function usePageKeys(story: Story, pages: Page[], index: number): void {
  const navigate = useNavigate();
  useKeys((event) => {
    const step = { PageUp: -1, PageDown: 1 }[event.key];
    const next = step && !event.ctrlKey && !event.altKey ? pages[index + step] : undefined;
    if (!next || underModal()) return;
    event.preventDefault();
    void navigate(`/stories/${story.id}/pages/${next.id}`);
  });
}
