import { useCallback, useSyncExternalStore } from "react";
import { useNavigate } from "react-router";
import { t } from "../language/language";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { RedoIcon, UndoIcon } from "../ui/icons";
import { underModal } from "../ui/modal";
import { useKeys } from "../ui/useKeys";
import { history, type Step } from "./history";

/** Undo and redo as buttons and keys. What changed is shown: the screen goes to where it happened. */
export function UndoBar() {
  useSyncExternalStore(history.subscribe, history.snapshot);
  const navigate = useNavigate();
  const go = useCallback(
    async (turn: () => Promise<Step | null>) => {
      const step = await turn();
      const { pathname, search } = window.location;
      const here = [pathname, `${pathname}${search}`];
      if (step?.place && !here.includes(step.place)) void navigate(step.place);
    },
    [navigate],
  );
  const undo = useCallback(() => void go(() => history.undo()), [go]);
  const redo = useCallback(() => void go(() => history.redo()), [go]);
  useUndoKeys(undo, redo);
  const { next, busy, error } = history;
  return (
    <div className="undo">
      <Button
        size="round"
        look="bare"
        disabled={!next.undo || busy}
        aria-keyshortcuts="Control+Z"
        title={next.undo && t("Undo: {{what}}", { what: next.undo.label })}
        aria-label={next.undo ? t("Undo: {{what}}", { what: next.undo.label }) : t("Undo")}
        onClick={undo}
      >
        <UndoIcon />
      </Button>
      <Button
        size="round"
        look="bare"
        disabled={!next.redo || busy}
        aria-keyshortcuts="Control+Shift+Z"
        title={next.redo && t("Redo: {{what}}", { what: next.redo.label })}
        aria-label={next.redo ? t("Redo: {{what}}", { what: next.redo.label }) : t("Redo")}
        onClick={redo}
      >
        <RedoIcon />
      </Button>
      <ErrorNote error={error} />
    </div>
  );
}

/** Which way a pressed key turns the history, if it does. */
export function undoKey(
  event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">,
): "undo" | "redo" | null {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null;
  const key = event.key.toLowerCase();
  if (key === "z") return event.shiftKey ? "redo" : "undo";
  return key === "y" && !event.shiftKey ? "redo" : null;
}

/** Fields that are not saved while they are written keep the browser's own undo. */
function hasOwnUndo(target: EventTarget | null): boolean {
  const field = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
  return field && target.closest("[data-own-undo]") !== null;
}

function useUndoKeys(undo: () => void, redo: () => void): void {
  useKeys((event) => {
    const way = undoKey(event);
    if (!way || underModal() || hasOwnUndo(event.target)) return;
    event.preventDefault();
    (way === "undo" ? undo : redo)();
  });
}
