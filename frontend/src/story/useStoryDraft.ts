import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { patchStory } from "../api/calls";
import type { Story } from "../api/types";
import { t } from "../language/language";
import { type Send, useDraft } from "../saving/useDraft";

/** What a story says of itself, from its title to its readers, as it is being written. */
export function useStoryDraft(story: Story) {
  const queries = useQueryClient();
  const send: Send<Story> = useCallback(
    async (patch, revision, leaving) => {
      const fresh = await patchStory(story.id, patch, { revision, leaving });
      queries.setQueryData(["story", story.id], fresh);
      return fresh;
    },
    [queries, story.id],
  );
  return useDraft("story", story, send, {
    label: t("change of the title or of what the story is to be"),
    place: "",
  });
}
