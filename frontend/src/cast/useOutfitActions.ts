import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { OwnPicture } from "../api/calls";
import {
  adoptForOutfit,
  createOutfit,
  patchOutfit,
  pickOutfit,
  proposeOutfit,
  removeOutfit,
  restoreOutfit,
  tuneOutfit,
} from "../api/outfitCalls";
import { updateStory } from "../api/queries";
import type { Character, Outfit, Story } from "../api/types";
import { useMaking } from "../api/useMaking";
import { useStartJob } from "../jobs/useJobActions";
import { desk } from "../saving/desk";
import { savedFirst } from "../saving/savedFirst";
import type { Send } from "../saving/useDraft";
import { withCharacter } from "./useCharacterActions";

/** The outfits of somebody, as the screens show them: new ones, and out of the list and back. */
export function useWardrobe(character: Character, story: Story) {
  const queries = useQueryClient();
  const take = (fresh: Character): void => updateStory(queries, story.id, withCharacter(fresh));
  return {
    add: useMaking({
      make: (body: { name: string; description: string }, key) => createOutfit(character.id, body, key),
      onSuccess: take,
    }),
    async remove(id: string): Promise<void> {
      await savedFirst(desk.queue("outfit", id));
      take(await removeOutfit(id));
      desk.drop("outfit", id);
    },
    async putBack(id: string): Promise<void> {
      take(await restoreOutfit(id));
    },
  };
}

/** What a writer does with an outfit. Words still unsaved are sent first: the painter reads the saved ones. */
export function useOutfitActions(outfit: Outfit, story: Story) {
  const queries = useQueryClient();
  const afterSaving = (start: typeof proposeOutfit) => async (_: undefined, key: string) => {
    await savedFirst(desk.queue("outfit", outfit.id));
    return start(outfit.id, key);
  };
  const proposing = useStartJob(story.id, afterSaving(proposeOutfit));
  const tuning = useStartJob(story.id, afterSaving(tuneOutfit));
  const picking = useMutation({
    mutationFn: (candidate: string) => pickOutfit(outfit.id, candidate),
    onSuccess: (fresh) => updateStory(queries, story.id, withCharacter(fresh)),
  });
  const adopting = useMutation({
    mutationFn: async (own: OwnPicture) => {
      await savedFirst(desk.queue("outfit", outfit.id));
      return adoptForOutfit(outfit.id, own);
    },
    onSuccess: (fresh) => updateStory(queries, story.id, withCharacter(fresh)),
  });
  const send: Send<Outfit> = async (patch, revision, leaving) => {
    const fresh = await patchOutfit(outfit.id, patch, { revision, leaving });
    updateStory(queries, story.id, withCharacter(fresh));
    return fresh.outfits.find(({ id }) => id === outfit.id) ?? outfit;
  };
  return {
    propose: proposing,
    tune: tuning,
    pick: picking,
    adopt: adopting,
    send,
    error: proposing.error ?? tuning.error ?? picking.error,
  };
}
