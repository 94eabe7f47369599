import { useMutation, useQueryClient } from "@tanstack/react-query";
import { createPage, createPages, deletePage, duplicatePage, movePage, restorePage } from "../api/calls";
import { askAgain, updateStory } from "../api/queries";
import type { Page, Story } from "../api/types";
import { useMaking } from "../api/useMaking";
import { t } from "../language/language";
import { desk } from "../saving/desk";
import { history, type Step } from "../saving/history";
import { savedFirst } from "../saving/savedFirst";
import { useWayBack } from "../ui/Toasts";

export function insertPage(pages: Page[], page: Page, after: string | null): Page[] {
  const rest = pages.filter((other) => other.id !== page.id);
  const index = rest.findIndex((other) => other.id === after);
  return index < 0 ? [...rest, page] : rest.toSpliced(index + 1, 0, page);
}

/** Everything that is done to pages as a whole; each can be undone. `show` opens a page. */
export function usePageActions(story: Story, show: (page: string) => unknown) {
  const book = useBook(story);
  const add = useMaking({
    make: (after: string | null, key) => createPage(story.id, after, key),
    onSuccess: (page, after) => {
      book.put(insertPage(story.pages, page, after));
      book.cameToBe(t("new page"), [page]);
      show(page.id);
    },
  });
  const addMany = useMaking({
    make: (texts: string[], key) => createPages(story.id, texts, key),
    onSuccess: (added) => {
      book.put(added.reduce((pages, page) => insertPage(pages, page, null), story.pages));
      book.cameToBe(t("pages from a text"), added);
      if (added[0]) show(added[0].id);
    },
  });
  const duplicate = useMaking({
    make: async (page: Page, key) => {
      await savedFirst(desk.some(partsOf(page)));
      return duplicatePage(page.id, key);
    },
    onSuccess: (copy, page) => {
      book.put(insertPage(story.pages, copy, page.id));
      book.cameToBe(t("copy of a page"), [copy]);
      show(copy.id);
    },
  });
  const move = useMutation({
    mutationFn: ({ page, to }: { page: Page; to: number }) => movePage(page.id, to),
    onSuccess: (pages, { page, to }) => {
      book.put(pages);
      const put = async (position: number): Promise<void> => book.put(await movePage(page.id, position));
      const ways = { undo: () => put(page.position), redo: () => put(to) };
      history.record({ label: t("move of a page"), place: book.place(page), ...ways });
    },
  });
  const remove = useRemove(book);
  const doings = [add, addMany, duplicate, move, remove];
  return { add, addMany, duplicate, move, remove, error: doings.find(({ error }) => error)?.error ?? null };
}

export type PageActions = ReturnType<typeof usePageActions>;

export type Book = ReturnType<typeof useBook>;

/** The pages of a story as the screens show them. */
export function useBook(story: Pick<Story, "id">) {
  const queries = useQueryClient();
  const refetch = (): void => {
    void queries.invalidateQueries({ queryKey: ["story", story.id] });
    void askAgain(queries, ["trashed pages", story.id]);
    void askAgain(queries, ["trashed panels", story.id]);
  };
  const book = {
    place: (page: Pick<Page, "id">): string => `/stories/${story.id}/pages/${page.id}`,
    put(pages: Page[]): void {
      updateStory(queries, story.id, (old) => ({ ...old, pages }));
      refetch();
    },
    /** Into the trash, with the words that still wait to be saved. */
    async throwAway(page: Page): Promise<void> {
      await savedFirst(desk.some(partsOf(page)));
      await deletePage(page.id);
      updateStory(queries, story.id, (old) => ({
        ...old,
        pages: old.pages.filter(({ id }) => id !== page.id),
      }));
      refetch();
    },
    async bringBack(page: Pick<Page, "id">): Promise<void> {
      book.put(await restorePage(page.id));
    },
    /** Pages that were made: undo puts them into the trash, redo takes them out again. */
    cameToBe(label: string, pages: Page[]): void {
      const undo = async (): Promise<void> => {
        for (const page of pages.toReversed()) await book.throwAway(page);
      };
      const redo = async (): Promise<void> => {
        for (const page of pages) await book.bringBack(page);
      };
      history.record({ label, place: pages[0] ? book.place(pages[0]) : "", undo, redo });
    },
  };
  return book;
}

/** Into the trash at once, with "Undo" for ten seconds; later it is in the trash and in the undo of the story. */
function useRemove(book: Book) {
  const wayBack = useWayBack();
  return useMutation({
    mutationFn: ({ page }: { page: Page; number: number }) => book.throwAway(page),
    onSuccess: (_, { page, number }) => {
      const step: Step = {
        label: t("deleting a page"),
        place: book.place(page),
        undo: () => book.bringBack(page),
        redo: () => book.throwAway(page),
      };
      history.record(step);
      wayBack(t("Page {{number}} is in the trash", { number }), () => history.takeBack(step));
    },
  });
}

function partsOf(page: Page): [kind: string, id: string][] {
  return [["page", page.id], ...page.panels.map((panel): [string, string] => ["panel", panel.id])];
}
