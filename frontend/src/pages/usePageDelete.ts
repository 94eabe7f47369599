import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { deletePage } from "../api/calls";
import type { Page } from "../api/types";
import { desk } from "../saving/desk";
import { useToasts } from "../ui/Toasts";

export const UNDO_MS = 10_000;

interface Pending {
  /** Delete now, without waiting for the time to undo. */
  now(leaving?: boolean): void;
}

/**
 * Deleting with undo: the page is hidden at once and deleted on the server ten seconds later, or when the screen is
 * left. Until then "Undo" brings it back as it was.
 */
export function usePageDelete(story: string) {
  const queries = useQueryClient();
  const { show } = useToasts();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [error, setError] = useState<unknown>(null);
  const pending = useRef(new Map<string, Pending>());

  const bringBack = useCallback((id: string) => {
    setHidden((all) => new Set([...all].filter((other) => other !== id)));
  }, []);

  const remove = useCallback(
    (page: Page, number: number): void => {
      setError(null);
      setHidden((all) => new Set([...all, page.id]));
      const settle = (): void => {
        window.clearTimeout(timer);
        pending.current.delete(page.id);
        hide();
      };
      const now = (leaving = false): void => {
        settle();
        deletePage(page.id, leaving)
          .then(() => forget(page))
          .catch((reason: unknown) => {
            bringBack(page.id);
            setError(reason);
          })
          .finally(() => void queries.invalidateQueries({ queryKey: ["story", story] }));
      };
      const hide = show({
        text: `Page ${number} deleted`,
        action: "Undo",
        onAction: () => {
          settle();
          bringBack(page.id);
        },
      });
      const timer = window.setTimeout(now, UNDO_MS);
      pending.current.set(page.id, { now });
    },
    [story, queries, show, bringBack],
  );

  useEffect(() => {
    const waiting = pending.current;
    const finish = (leaving: boolean): void => {
      for (const { now } of [...waiting.values()]) now(leaving);
    };
    const leave = (): void => finish(true);
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      finish(false);
    };
  }, []);

  return { hidden, remove, error };
}

function forget(page: Page): void {
  desk.drop("page", page.id);
  for (const panel of page.panels) desk.drop("panel", panel.id);
}
