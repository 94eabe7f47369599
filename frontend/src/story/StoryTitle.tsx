import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect } from "react";
import { patchStory } from "../api/calls";
import type { Story } from "../api/types";
import { ConflictNote } from "../saving/ConflictNote";
import { type Send, useDraft } from "../saving/useDraft";

/** The title, written where it stands. */
export function StoryTitle({ story }: { story: Story }) {
  const queries = useQueryClient();
  const send: Send<Story> = useCallback(
    async (patch, revision, leaving) => {
      const fresh = await patchStory(story.id, patch, { revision, leaving });
      queries.setQueryData(["story", story.id], fresh);
      return fresh;
    },
    [queries, story.id],
  );
  const draft = useDraft("story", story, send);
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
      <ConflictNote queue={draft} labels={{ title: "Title" }} />
    </div>
  );
}
