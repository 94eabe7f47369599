import { useEffect } from "react";
import type { Story } from "../api/types";
import { ConflictNote } from "../saving/ConflictNote";
import { useStoryDraft } from "./useStoryDraft";

/** The title, written where it stands. */
export function StoryTitle({ story }: { story: Story }) {
  const draft = useStoryDraft(story);
  const title = draft.value("title");
  useEffect(() => {
    document.title = `${title || "Untitled"} · Storyboard`;
  }, [title]);
  return (
    <div className="story__title">
      <input
        className="story__title-input"
        aria-label="Title"
        value={title}
        maxLength={200}
        autoComplete="off"
        onChange={(event) => draft.edit({ title: event.target.value })}
      />
      <ConflictNote queue={draft} labels={{ title: "Title", author: "Author" }} />
    </div>
  );
}
