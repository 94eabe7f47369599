import { useMutation } from "@tanstack/react-query";
import { useWayBack } from "../ui/Toasts";
import { history, type Step } from "./history";

/** Something done at once, with a line that says so and "Undo" for ten seconds; later the undo of the story has it. */
export function useUndoable(step: Step, said: string) {
  const wayBack = useWayBack();
  return useMutation({
    mutationFn: async () => step.redo(),
    onSuccess: () => {
      history.record(step);
      wayBack(said, () => history.takeBack(step));
    },
  });
}
