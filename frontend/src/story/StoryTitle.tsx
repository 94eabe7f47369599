import { useEffect } from "react";
import type { Story } from "../api/types";
import { t } from "../language/language";
import { mayEdit } from "./mayEdit";
import { StoryConflict } from "./StoryConflict";
import { useStoryDraft } from "./useStoryDraft";

/** The title, written where it stands. */
export function StoryTitle({ story }: { story: Story }) {
  const draft = useStoryDraft(story);
  const title = draft.value("title");
  useEffect(() => {
    document.title = `${title || t("Untitled")} · Storyboard`;
  }, [title]);
  return (
    <div className="story__title">
      <input
        className="story__title-input"
        aria-label={t("Title")}
        value={title}
        maxLength={200}
        readOnly={!mayEdit(story)}
        autoComplete="off"
        onChange={(event) => draft.edit({ title: event.target.value })}
      />
      <StoryConflict story={story} draft={draft} />
    </div>
  );
}
