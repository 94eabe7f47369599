import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { patchCharacter } from "../api/calls";
import { updateStory } from "../api/queries";
import type { Character } from "../api/types";
import { t } from "../language/language";
import type { Send } from "../saving/useDraft";
import { withCharacter } from "./useCharacterActions";
import { Words } from "./Words";

interface CharacterWordsProps {
  character: Character;
  storyId: string;
  onDone(): void;
}

/** Name and words of a character. */
export function CharacterWords({ character, storyId, onDone }: CharacterWordsProps) {
  const queries = useQueryClient();
  const { id, name } = character;
  const send: Send<Character> = useCallback(
    async (patch, revision, leaving) => {
      const fresh = await patchCharacter(id, patch, { revision, leaving });
      updateStory(queries, storyId, withCharacter(fresh));
      return fresh;
    },
    [queries, storyId, id],
  );
  return (
    <Words
      kind="character"
      thing={character}
      send={send}
      undoable={{ label: t("change of {{name}}’s words", { name }), place: `/stories/${storyId}/cast` }}
      longestName={60}
      label={t("What they are")}
      onDone={onDone}
    />
  );
}
