import { useMutation, useQueryClient } from "@tanstack/react-query";
import { deletePanel, layOutPage, movePanel, restorePanel } from "../api/calls";
import { askAgain, updateStory, withPage } from "../api/queries";
import type { Layout, Page, Story } from "../api/types";
import { t } from "../language/language";
import { desk } from "../saving/desk";
import { history, type Step } from "../saving/history";
import { savedFirst } from "../saving/savedFirst";
import { useWayBack } from "../ui/Toasts";

/** What is done to the panels of a page as a whole; each can be undone. `show` opens a panel. How it was before is
 * kept from the press: by the answer, the page may already have been fetched anew. */
export function usePanelActions(story: Pick<Story, "id">, page: Page, show: (panel: string) => void) {
  const sheet = useSheet(story, page);
  const wayBack = useWayBack();
  const told = (step: Step): void =>
    wayBack(t("What was taken off the page is in the trash"), () => history.takeBack(step));
  const layOut = useMutation({
    mutationFn: async (wanted: Layout) => {
      const before = page;
      await savedFirst(
        desk.each(
          "panel",
          page.panels.map(({ id }) => id),
        ),
      );
      return { fresh: await layOutPage(page.id, wanted), before };
    },
    onSuccess: ({ fresh, before }) => {
      sheet.put(fresh);
      const gone = without(before, fresh);
      const came = without(fresh, before);
      const step = opening(sheet.step(t("layout of a page"), came, gone), before, fresh);
      history.record(step);
      if (came[0]) show(came[0]);
      if (gone.length > 0) told(step);
    },
  });
  /** The picture goes over two pages again, or over one; what comes back beside it does the latter by itself. */
  const opening = (step: Step, before: Page, fresh: Page): Step => {
    if (before.spread === fresh.spread) return step;
    const open = async (to: Page, from: Page): Promise<void> => {
      if (to.spread || to.panels.length <= from.panels.length)
        sheet.put(await layOutPage(page.id, { panels: 1, spread: to.spread }));
    };
    const undo = async (): Promise<void> => {
      await step.undo();
      await open(before, fresh);
    };
    const redo = async (): Promise<void> => {
      await step.redo();
      await open(fresh, before);
    };
    return { ...step, undo, redo };
  };
  const remove = useMutation({
    mutationFn: (panel: string) => sheet.throwAway([panel]),
    onSuccess: (_, panel) => {
      const step = sheet.step(t("taking a picture off a page"), [], [panel]);
      history.record(step);
      told(step);
    },
  });
  const move = useMutation({
    mutationFn: async ({ panel, to }: { panel: string; to: number }) => {
      const from = page.panels.findIndex(({ id }) => id === panel);
      return { fresh: await movePanel(panel, to), from };
    },
    onSuccess: ({ fresh, from }, { panel, to }) => {
      sheet.put(fresh);
      const put = async (position: number): Promise<void> => sheet.put(await movePanel(panel, position));
      const ways = { undo: () => put(from), redo: () => put(to) };
      history.record({ label: t("order of pictures on a page"), place: sheet.place, ...ways });
    },
  });
  const doings = [layOut, remove, move];
  return {
    layOut,
    remove,
    move,
    busy: doings.some(({ isPending }) => isPending),
    error: doings.find(({ error }) => error)?.error ?? null,
  };
}

export type PanelActions = ReturnType<typeof usePanelActions>;

/** The panels of the first page that the second one does not have. */
function without(page: Page, other: Page): string[] {
  const known = new Set(other.panels.map(({ id }) => id));
  return page.panels.map(({ id }) => id).filter((id) => !known.has(id));
}

/** The panels of one page as the screens show them. */
export function useSheet(story: Pick<Story, "id">, page: Pick<Page, "id">) {
  const queries = useQueryClient();
  const refetch = (): void => {
    void queries.invalidateQueries({ queryKey: ["story", story.id] });
    void askAgain(queries, ["trashed panels", story.id]);
  };
  const sheet = {
    place: `/stories/${story.id}/pages/${page.id}`,
    put(fresh: Page): void {
      updateStory(queries, story.id, withPage(fresh));
      refetch();
    },
    /** Into the trash, with the words that still wait to be saved; the last one first, so that each knows its place. */
    async throwAway(panels: string[]): Promise<void> {
      await savedFirst(desk.each("panel", panels));
      for (const panel of panels.toReversed()) {
        await deletePanel(panel);
        updateStory(queries, story.id, (old) => ({
          ...old,
          pages: old.pages.map((other) => ({
            ...other,
            panels: other.panels.filter(({ id }) => id !== panel),
          })),
        }));
      }
      refetch();
    },
    async bringBack(panels: string[]): Promise<void> {
      for (const panel of panels) sheet.put(await restorePanel(panel));
    },
    step(label: string, came: string[], gone: string[]): Step {
      const turn = async (away: string[], back: string[]): Promise<void> => {
        await sheet.throwAway(away);
        await sheet.bringBack(back);
      };
      return { label, place: sheet.place, undo: () => turn(came, gone), redo: () => turn(gone, came) };
    },
  };
  return sheet;
}
