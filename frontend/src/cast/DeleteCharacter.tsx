import type { Character, Story } from "../api/types";
import { t } from "../language/language";
import { useUndoable } from "../saving/useUndoable";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { BinIcon } from "../ui/icons";
import { useCast } from "./useCast";

/** Into the trash at once, with the way back. */
export function DeleteCharacter({ character, story }: { character: Character; story: Story }) {
  const cast = useCast(story);
  const { id, name } = character;
  const remove = useUndoable(
    {
      label: t("deleting {{name}}", { name }),
      place: `/stories/${story.id}/cast`,
      undo: () => cast.bringBack(id),
      redo: () => cast.throwAway(id),
    },
    t("{{name}} is in the trash", { name }),
  );
  return (
    <>
      <Button
        size="round"
        look="bare"
        disabled={remove.isPending}
        aria-label={t("Delete {{name}}", { name })}
        title={t("Into the trash for thirty days. Only who is in no picture can be deleted.")}
        onClick={() => remove.mutate()}
      >
        <BinIcon />
      </Button>
      <ErrorNote error={remove.error} onDismiss={() => remove.reset()} />
    </>
  );
}
