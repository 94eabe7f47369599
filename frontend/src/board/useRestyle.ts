import { useMutation, useQueryClient } from "@tanstack/react-query";
import { drawPanels, keepPicture } from "../api/calls";
import { updateStory, withJob, withPanel } from "../api/queries";
import type { Blocked, Drawn, Story } from "../api/types";
import { useMaking } from "../api/useMaking";
import { t } from "../language/language";
import { desk } from "../saving/desk";
import { history } from "../saving/history";
import { savedFirst } from "../saving/savedFirst";
import { useStoryDraft } from "../story/useStoryDraft";
import { useKept } from "../ui/useKept";
import { type Exchange, exchanges, inStyle, samplePanels, without } from "./restyle";

/** Trying a style, giving it to the whole book, and putting what was drawn in it into the book. */
export function useRestyle(story: Story) {
  const queries = useQueryClient();
  const words = useStoryDraft(story);
  const [refused, setRefused] = useKept(`restyle/${story.id}/refused`);
  const take = ({ jobs }: Drawn): void => {
    for (const job of jobs) updateStory(queries, story.id, withJob(job));
    void queries.invalidateQueries({ queryKey: ["story", story.id] });
  };
  const draw = async (panels: string[], key: string, style?: string): Promise<Drawn> => {
    await savedFirst(desk.each("panel", panels));
    return panels.length > 0 ? drawPanels(story.id, key, panels, style) : { jobs: [], blocked: [] };
  };
  const sampling = useMaking({
    make: (style: string, key) =>
      draw(
        samplePanels(story).map(({ id }) => id),
        key,
        style,
      ),
    onSuccess: (drawn, style) => {
      take(drawn);
      setRefused(JSON.stringify({ style, blocked: drawn.blocked }));
    },
  });
  const taking = useMaking({
    make: async (style: string, key) => {
      words.edit({ style });
      await savedFirst(words);
      return draw(
        without(story, style).map(({ id }) => id),
        key,
      );
    },
    onSuccess: take,
  });
  const keepAll = async (pairs: Exchange[], which: "before" | "after"): Promise<void> => {
    for (const pair of pairs) {
      const fresh = await keepPicture(pair.panel, pair[which]);
      updateStory(queries, story.id, withPanel(fresh));
    }
  };
  const exchanging = useMutation({
    mutationFn: async () => {
      await savedFirst(
        desk.each(
          "panel",
          exchanges(story).map(({ panel }) => panel),
        ),
      );
      // What was saved just now may be a lock, or words for which the new picture is out of date.
      const now = queries.getQueryData<Story>(["story", story.id]) ?? story;
      const pairs: Exchange[] = [];
      try {
        for (const pair of exchanges(now)) {
          await keepAll([pair], "after");
          pairs.push(pair);
        }
      } finally {
        // Where it ended halfway, what was done can be undone.
        if (pairs.length > 0)
          history.record({
            label: t("new pictures in the book"),
            place: `/stories/${story.id}/board`,
            undo: () => keepAll(pairs, "before"),
            redo: () => keepAll(pairs, "after"),
          });
      }
    },
  });
  return {
    sample: (style: string) => sampling.mutate(style),
    takeAll: (style: string, done: () => void) => taking.mutate(style, { onSuccess: done }),
    exchange: () => exchanging.mutate(),
    busy: sampling.isPending || taking.isPending || exchanging.isPending,
    error: sampling.error ?? taking.error ?? exchanging.error,
    /** The samples of a style that could not be drawn, with the reasons. */
    blocked: (style: string) => stillBlocked(story, style, refused),
  };
}

/** What was kept of an order of samples, as far as it is of this style and was not drawn since. */
function stillBlocked(story: Story, style: string, kept: string): Blocked[] {
  if (kept === "") return [];
  const refused: { style: string; blocked: Blocked[] } = JSON.parse(kept);
  if (refused.style !== style) return [];
  const samples = samplePanels(story).filter((panel) => !inStyle(panel, style));
  return refused.blocked.filter(({ panel }) => samples.some(({ id }) => id === panel));
}
