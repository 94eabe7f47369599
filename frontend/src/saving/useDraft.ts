import { useEffect, useSyncExternalStore } from "react";
import { Refusal } from "../api/errors";
import { t } from "../language/language";
import { desk } from "./desk";
import { CHANGED_ELSEWHERE, history } from "./history";
import { same, type Values } from "./merge";
import type { Revised, SaveQueue } from "./queue";

export type Send<T> = (patch: Values, revision: number, leaving: boolean) => Promise<T>;

/** How a thing's changes are called in undo, and where they can be seen. */
export interface Undoable {
  label: string;
  place: string;
  /** Whether another window writes on it by now. */
  held?(): boolean;
}

/** Autosave for one object: read with `queue.value(field)`, write with `queue.edit({field: value})`. */
export function useDraft<T extends Revised>(
  kind: string,
  server: T,
  send: Send<T>,
  undoable?: Undoable,
): SaveQueue<T> {
  const queue = desk.open(kind, server, send);
  useSyncExternalStore(queue.subscribe, queue.snapshot);
  useEffect(() => queue.adopt(server), [queue, server]);
  const { label, place, held } = undoable ?? {};
  useEffect(() => {
    queue.onEdit =
      label === undefined
        ? null
        : (before, after) => record(queue, { label, place: place ?? "", held }, before, after);
  }, [queue, label, place, held]);
  return queue;
}

function record<T extends Revised>(
  queue: SaveQueue<T>,
  undoable: Undoable,
  before: Partial<T>,
  after: Partial<T>,
): void {
  for (const field of Object.keys(after) as (keyof T & string)[]) {
    if (same(before[field], after[field])) continue;
    history.recordChange({
      label: undoable.label,
      place: undoable.place,
      field: `${queue.key}/${field}`,
      before: before[field],
      after: after[field],
      put: (value, expected) => {
        if (undoable.held?.()) throw heldElsewhere();
        if (!same(queue.value(field), expected)) throw changedElsewhere();
        queue.put({ [field]: value } as Partial<T>);
      },
    });
  }
}

const heldElsewhere = (): Refusal =>
  new Refusal({
    code: "held_elsewhere",
    message: t("This page is open in another window."),
    safe: t("Nothing was changed."),
    hint: t("Take the page over, then try again."),
  });

export const changedElsewhere = (): Refusal =>
  new Refusal({
    code: CHANGED_ELSEWHERE,
    message: t("This was changed in another window too."),
    safe: t("Nothing was changed."),
    hint: t("This step can no longer be taken back."),
  });
