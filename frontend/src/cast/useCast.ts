import { useQueryClient } from "@tanstack/react-query";
import { archiveCharacter, deleteCharacter, restoreCharacter } from "../api/calls";
import { askAgain, updateStory } from "../api/queries";
import type { Story } from "../api/types";
import { desk } from "../saving/desk";
import { savedFirst } from "../saving/savedFirst";
import { withCharacter } from "./useCharacterActions";

/** Who is in a story, as the screens show them; into the trash and back. */
export function useCast(story: Pick<Story, "id">) {
  const queries = useQueryClient();
  const refetch = (): void => {
    void queries.invalidateQueries({ queryKey: ["story", story.id] });
    void askAgain(queries, ["trashed characters", story.id]);
  };
  return {
    /** Into the trash, with the words that still wait to be saved. */
    async throwAway(id: string): Promise<void> {
      await savedFirst(desk.queue("character", id));
      await deleteCharacter(id);
      desk.drop("character", id);
      updateStory(queries, story.id, (old) => ({ ...old, cast: old.cast.filter((one) => one.id !== id) }));
      refetch();
    },
    async archive(id: string, away: boolean): Promise<void> {
      updateStory(queries, story.id, withCharacter(await archiveCharacter(id, away)));
      refetch();
    },
    async bringBack(id: string): Promise<void> {
      const fresh = await restoreCharacter(id);
      updateStory(queries, story.id, (old) => ({
        ...old,
        cast: [...old.cast.filter((one) => one.id !== id), fresh],
      }));
      refetch();
    },
  };
}
