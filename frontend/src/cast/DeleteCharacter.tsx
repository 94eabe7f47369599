import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { deleteCharacter } from "../api/calls";
import { updateStory } from "../api/queries";
import type { Character } from "../api/types";
import { t } from "../language/language";
import { desk } from "../saving/desk";
import { Button } from "../ui/Button";
import { Confirm } from "../ui/Confirm";
import { ErrorNote } from "../ui/ErrorNote";
import { BinIcon } from "../ui/icons";

export function DeleteCharacter({ character, storyId }: { character: Character; storyId: string }) {
  const [asking, setAsking] = useState(false);
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteCharacter(character.id),
    onSuccess: () => {
      desk.drop("character", character.id);
      updateStory(queries, storyId, (story) => ({
        ...story,
        cast: story.cast.filter((other) => other.id !== character.id),
      }));
    },
  });
  return (
    <>
      <Button
        size="round"
        look="bare"
        className="character__delete"
        aria-label={t("Delete {{name}}", { name: character.name })}
        onClick={() => setAsking(true)}
      >
        <BinIcon />
      </Button>
      <ErrorNote error={remove.error} onDismiss={() => remove.reset()} />
      {asking && (
        <Confirm
          title={t("Delete {{name}}?", { name: character.name })}
          action={t("Delete character")}
          onAction={() => {
            setAsking(false);
            remove.mutate();
          }}
          onClose={() => setAsking(false)}
        >
          <p>
            {t(
              "The drawn looks and what was learnt are removed. Pictures that are already drawn stay in the book.",
            )}
          </p>
        </Confirm>
      )}
    </>
  );
}
