import { useMutation, useQueryClient } from "@tanstack/react-query";
import { dividePage, patchPage } from "../api/calls";
import { Refusal } from "../api/errors";
import { updateStory, withPage } from "../api/queries";
import type { Page, Story } from "../api/types";
import { t } from "../language/language";
import { desk } from "../saving/desk";
import { history } from "../saving/history";
import { savedFirst } from "../saving/savedFirst";
import { changedElsewhere } from "../saving/useDraft";
import { divided } from "./split";
import { type Book, useBook } from "./usePageActions";

/** Puts as much of a page's text on a new page behind it as is too long for it; can be undone as one step. */
export function useDivide(story: Story) {
  const queries = useQueryClient();
  const book = useBook(story);
  const now = (page: string): Page | undefined =>
    queries.getQueryData<Story>(["story", story.id])?.pages.find(({ id }) => id === page);
  const write = async (page: string, text: string, expected: string): Promise<void> => {
    await savedFirst(desk.some([["page", page]]));
    const found = now(page);
    if (found?.text !== expected) throw changedElsewhere();
    const fresh = await patchPage(page, { text }, { revision: found.revision, leaving: false });
    updateStory(queries, story.id, withPage(fresh));
  };
  return useMutation({
    mutationFn: async ({ page, over }: { page: Page; over: number }) => {
      await savedFirst(desk.some([["page", page.id]]));
      const found = now(page.id) ?? page;
      const parts = divided(found.text, over, story.language);
      if (!parts) throw oneSentence();
      const pages = await dividePage(page.id, ...parts, { revision: found.revision, leaving: false });
      return { pages, parts, before: found.text };
    },
    onSuccess: ({ pages, parts: [first], before }, { page }) => {
      book.put(pages);
      const behind = pages[pages.findIndex(({ id }) => id === page.id) + 1];
      if (behind)
        history.record(stepOf(book, page, behind, (undo) => write(page.id, ...way(first, before, undo))));
    },
  });
}

function way(first: string, before: string, undo: boolean): [text: string, expected: string] {
  return undo ? [before, first] : [first, before];
}

/** The words first: where they are no longer the same, the new page stays. */
function stepOf(book: Book, page: Page, behind: Page, write: (undo: boolean) => Promise<void>) {
  return {
    label: t("dividing a page"),
    place: book.place(page),
    undo: async () => {
      await write(true);
      await book.throwAway(behind);
    },
    redo: async () => {
      await write(false);
      await book.bringBack(behind);
    },
  };
}

const oneSentence = (): Refusal =>
  new Refusal({
    code: "one_sentence",
    message: t("The text of this page is one sentence, which is not divided by itself."),
    safe: t("Nothing was changed."),
    hint: t("Open the page and shorten the sentence, or make two of it."),
  });
