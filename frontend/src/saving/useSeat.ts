import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import { holdPage, letGoOfPage } from "../api/calls";
import { WINDOW } from "../api/client";
import { updateStory, withHolder } from "../api/queries";
import type { Page, Story } from "../api/types";
import { mayEdit } from "../story/mayEdit";

/** How often the server hears that a page is still open here; it forgets a window after thirty seconds. */
export const AGAIN_MS = 10_000;

export interface Seat {
  /** Another window writes on this page: here it can only be read. */
  taken: boolean;
  takeOver(): Promise<void>;
}

function takenFrom(page: Pick<Page, "held_by">): boolean {
  return page.held_by !== null && page.held_by !== WINDOW;
}

/** Tells, whenever it is asked, whether another window writes on a page: also once the page is not on the screen. */
export function useHeld(story: string, page: string): () => boolean {
  const queries = useQueryClient();
  return useCallback(() => {
    const pages = queries.getQueryData<Story>(["story", story])?.pages ?? [];
    return pages.some((other) => other.id === page && takenFrom(other));
  }, [queries, story, page]);
}

/** One window writes on a page at a time. A window that is not the one asks again and gets the page once it is free. */
export function useSeat(story: Pick<Story, "id" | "role">, page: Pick<Page, "id" | "held_by">): Seat {
  const queries = useQueryClient();
  const [gone, setGone] = useState(false);
  // Who may only read takes no page from anybody.
  const reading = !mayEdit(story);
  const ask = useCallback(
    async (takeOver: boolean) => {
      const answer = await holdPage(page.id, WINDOW, takeOver);
      updateStory(queries, story.id, withHolder(page.id, answer.held_by));
    },
    [queries, story.id, page.id],
  );
  const free = page.held_by === null;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a page that becomes free is asked for at once.
  useEffect(() => {
    if (gone || reading) return;
    // Where the server does not answer, the page stays open for writing: its words are kept here and checked later.
    const again = (): void => void ask(false).catch(() => undefined);
    again();
    const timer = window.setInterval(again, AGAIN_MS);
    return () => window.clearInterval(timer);
  }, [ask, free, gone, reading]);

  useEffect(() => {
    if (reading) return;
    const leave = (): void => void letGoOfPage(page.id, WINDOW).catch(() => undefined);
    const hide = (): void => {
      setGone(true);
      leave();
    };
    const back = (): void => setGone(false);
    window.addEventListener("pagehide", hide);
    window.addEventListener("pageshow", back);
    return () => {
      window.removeEventListener("pagehide", hide);
      window.removeEventListener("pageshow", back);
      leave();
    };
  }, [page.id, reading]);

  return { taken: !reading && takenFrom(page), takeOver: () => ask(true) };
}
