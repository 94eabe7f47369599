import { useEffect, useSyncExternalStore } from "react";
import { desk } from "./desk";
import type { Values } from "./merge";
import type { Revised, SaveQueue } from "./queue";

export type Send<T> = (patch: Values, revision: number, leaving: boolean) => Promise<T>;

/** Autosave for one object: read with `queue.value(field)`, write with `queue.edit({field: value})`. */
export function useDraft<T extends Revised>(kind: string, server: T, send: Send<T>): SaveQueue<T> {
  const queue = desk.open(kind, server, send);
  useSyncExternalStore(queue.subscribe, queue.snapshot);
  useEffect(() => queue.adopt(server), [queue, server]);
  return queue;
}
