import { useMutation } from "@tanstack/react-query";
import type { Character, Story } from "../api/types";
import { t } from "../language/language";
import { history, type Step } from "../saving/history";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { BinIcon } from "../ui/icons";
import { UNDO_MS, useToasts } from "../ui/Toasts";
import { useCast } from "./useCast";

/** Into the trash at once, with "Undo" for ten seconds; later in the trash and in the undo of the story. */
export function DeleteCharacter({ character, story }: { character: Character; story: Story }) {
  const cast = useCast(story);
  const { show } = useToasts();
  const { id, name } = character;
  const remove = useMutation({
    mutationFn: () => cast.throwAway(id),
    onSuccess: () => {
      const step: Step = {
        label: t("deleting {{name}}", { name }),
        place: `/stories/${story.id}/cast`,
        undo: () => cast.bringBack(id),
        redo: () => cast.throwAway(id),
      };
      history.record(step);
      const hide = show({
        text: t("{{name}} is in the trash", { name }),
        action: t("Undo"),
        onAction: () => {
          hide();
          void history.takeBack(step);
        },
      });
      window.setTimeout(hide, UNDO_MS);
    },
  });
  return (
    <>
      <Button
        size="round"
        look="bare"
        className="character__delete"
        disabled={remove.isPending}
        aria-label={t("Delete {{name}}", { name })}
        onClick={() => remove.mutate()}
      >
        <BinIcon />
      </Button>
      <ErrorNote error={remove.error} onDismiss={() => remove.reset()} />
    </>
  );
}
