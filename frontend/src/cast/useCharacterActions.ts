import { useMutation, useQueryClient } from "@tanstack/react-query";
import { adoptPicture, type OwnPicture, pick, propose, relearn, tune } from "../api/calls";
import { updateStory } from "../api/queries";
import type { Character, Story } from "../api/types";
import { useStartJob } from "../jobs/useJobActions";
import { desk } from "../saving/desk";
import { savedFirst } from "../saving/savedFirst";

/** Put a fresh character into the story we hold. */
export function withCharacter(fresh: Character): (story: Story) => Story {
  return (story) => ({ ...story, cast: story.cast.map((old) => (old.id === fresh.id ? fresh : old)) });
}

/** What a writer does with a character. Words still unsaved are sent first: the painter reads the saved ones. */
export function useCharacterActions(character: Character, story: Story) {
  const queries = useQueryClient();
  const afterSaving = (start: (id: string, key: string) => ReturnType<typeof propose>) => {
    return async (_: undefined, key: string) => {
      await savedFirst(desk.queue("character", character.id));
      return start(character.id, key);
    };
  };
  const proposing = useStartJob(story.id, afterSaving(propose));
  const tuning = useStartJob(story.id, afterSaving(tune));
  const relearning = useStartJob(story.id, afterSaving(relearn));
  const picking = useMutation({
    mutationFn: (candidate: string) => pick(character.id, candidate),
    onSuccess: (fresh) => updateStory(queries, story.id, withCharacter(fresh)),
  });
  const adopting = useMutation({
    mutationFn: async (own: OwnPicture) => {
      await savedFirst(desk.queue("character", character.id));
      return adoptPicture(character.id, own);
    },
    onSuccess: (fresh) => updateStory(queries, story.id, withCharacter(fresh)),
  });
  return {
    propose: proposing,
    tune: tuning,
    relearn: relearning,
    pick: picking,
    adopt: adopting,
    error: proposing.error ?? tuning.error ?? relearning.error ?? picking.error,
  };
}

export type CharacterActions = ReturnType<typeof useCharacterActions>;
