import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useId } from "react";
import { patchCharacter } from "../api/calls";
import { updateStory } from "../api/queries";
import type { Character } from "../api/types";
import { t } from "../language/language";
import { ConflictNote } from "../saving/ConflictNote";
import { type Send, useDraft } from "../saving/useDraft";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { Field } from "../ui/Field";
import { useWordCheck, wholeWord } from "../words/useWordCheck";
import { WordHints } from "../words/WordHints";
import { withCharacter } from "./useCharacterActions";

interface CharacterWordsProps {
  character: Character;
  storyId: string;
  onDone(): void;
}

/** Name and words, saved while they are written. */
export function CharacterWords({ character, storyId, onDone }: CharacterWordsProps) {
  const queries = useQueryClient();
  const send: Send<Character> = useCallback(
    async (patch, revision, leaving) => {
      const fresh = await patchCharacter(character.id, patch, { revision, leaving });
      updateStory(queries, storyId, withCharacter(fresh));
      return fresh;
    },
    [queries, storyId, character.id],
  );
  const draft = useDraft("character", character, send, {
    label: t("change of {{name}}’s words", { name: character.name }),
    place: `/stories/${storyId}/cast`,
  });
  const description = draft.value("description");
  const words = useWordCheck(description, [], true);
  const hints = useId();
  const done = (): void => {
    void draft.flush().then(() => draft.state === "saved" && onDone());
  };
  return (
    <div className="stack">
      <Field
        label={t("Name")}
        value={draft.value("name")}
        onChange={(name) => draft.edit({ name })}
        maxLength={60}
      />
      <Field
        label={t("What they are")}
        value={description}
        onChange={(text) => draft.edit({ description: text })}
        rows={2}
        maxLength={300}
        saidBy={hints}
        unknown={(words?.unknown ?? []).map(({ word }) => word)}
      />
      <div className="row">
        <Button size="small" onClick={done}>
          {t("Done")}
        </Button>
      </div>
      <WordHints
        id={hints}
        words={words}
        onReplace={(unknown, known) =>
          draft.edit({ description: description.replace(wholeWord(unknown), known) })
        }
      />
      <ConflictNote queue={draft} labels={{ name: t("Name"), description: t("What they are") }} />
      {draft.state === "failed" && <ErrorNote error={draft.error} />}
    </div>
  );
}
