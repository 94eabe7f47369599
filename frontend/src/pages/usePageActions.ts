import { useMutation, useQueryClient } from "@tanstack/react-query";
import { createPage, movePage } from "../api/calls";
import { updateStory } from "../api/queries";
import type { Page, Story } from "../api/types";
import { usePageDelete } from "./usePageDelete";

export function insertPage(pages: Page[], page: Page, after: string | null): Page[] {
  const rest = pages.filter((other) => other.id !== page.id);
  const index = rest.findIndex((other) => other.id === after);
  return index < 0 ? [...rest, page] : rest.toSpliced(index + 1, 0, page);
}

/** Add, move and delete pages. `show` opens a page. */
export function usePageActions(story: Story, show: (page: string) => unknown) {
  const queries = useQueryClient();
  const refetch = (): void => void queries.invalidateQueries({ queryKey: ["story", story.id] });
  const add = useMutation({
    mutationFn: (after: string | null) => createPage(story.id, after),
    onSuccess: (page, after) => {
      updateStory(queries, story.id, (old) => ({ ...old, pages: insertPage(old.pages, page, after) }));
      refetch();
      show(page.id);
    },
  });
  const move = useMutation({
    mutationFn: ({ page, to }: { page: Page; to: Page }) => movePage(page.id, to.position),
    onSuccess: (pages) => {
      updateStory(queries, story.id, (old) => ({ ...old, pages }));
      refetch();
    },
  });
  const { hidden, remove, error } = usePageDelete(story.id);
  return { add, move, remove, hidden, error: add.error ?? move.error ?? error };
}

export type PageActions = ReturnType<typeof usePageActions>;
