import { useMutation } from "@tanstack/react-query";
import { t } from "../language/language";
import { UNDO_MS, useToasts } from "../ui/Toasts";
import { history, type Step } from "./history";

/** Something done at once, with a line that says so and "Undo" for ten seconds; later the undo of the story has it. */
export function useUndoable(step: Step, said: string) {
  const { show } = useToasts();
  return useMutation({
    mutationFn: async () => step.redo(),
    onSuccess: () => {
      history.record(step);
      const hide = show({
        text: said,
        action: t("Undo"),
        onAction: () => {
          hide();
          void history.takeBack(step);
        },
      });
      window.setTimeout(hide, UNDO_MS);
    },
  });
}
