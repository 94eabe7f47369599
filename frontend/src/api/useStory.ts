import { type UseQueryResult, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { progressBook } from "../jobs/progress";
import { storyQuery, updateStory, withJob } from "./queries";
import { Readings } from "./readings";
import { StorySocket, storyAddress } from "./socket";
import type { Story } from "./types";

const POLL_MS = 5_000;

/** A story that keeps itself fresh: by socket, and by asking every five seconds while the socket is down. */
export function useStory(id: string): UseQueryResult<Story> & { live: boolean } {
  const queries = useQueryClient();
  const [live, setLive] = useState(false);
  const query = useQuery({ ...storyQuery(id), refetchInterval: live ? false : POLL_MS });
  const since = query.data?.seq;
  const ready = since !== undefined;

  // biome-ignore lint/correctness/useExhaustiveDependencies: `since` is only where the first connection starts.
  useEffect(() => {
    if (!ready) return;
    const { queryKey } = storyQuery(id);
    const readings = new Readings({
      story: () => queries.getQueryData(queryKey),
      read: () => void queries.invalidateQueries({ queryKey }),
      reading: () => queries.isFetching({ queryKey }) > 0,
      outdate: () => void queries.invalidateQueries({ queryKey, refetchType: "none" }),
      upTo: (seq) => updateStory(queries, id, (old) => (seq > old.seq ? { ...old, seq } : old)),
    });
    const socket = new StorySocket({
      since: since ?? 0,
      address: storyAddress(id),
      onUp: setLive,
      onGap: () => readings.gap(),
      onProgress: (progress) => progressBook.report(progress),
      onEvent: (event) => {
        if (event.job) updateStory(queries, id, withJob(event.job));
        readings.note(event);
      },
    });
    return () => {
      readings.close();
      socket.close();
      setLive(false);
    };
  }, [id, ready, queries]);

  useEffect(() => {
    for (const job of query.data?.jobs ?? []) progressBook.note(job);
  }, [query.data]);

  return { ...query, live };
}
