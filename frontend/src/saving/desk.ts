import { browserDrafts, type DraftStore } from "./drafts";
import type { Values } from "./merge";
import { type Revised, SaveQueue, type SaveState } from "./queue";

const WORST_FIRST: SaveState[] = ["failed", "conflict", "offline", "saving"];

function worst(queues: readonly SaveQueue<Revised>[]): SaveState {
  const states = new Set(queues.map((queue) => queue.state));
  return WORST_FIRST.find((state) => states.has(state)) ?? "saved";
}

/** All objects being written, so that one line can say how they stand and one call can send them. */
export class SaveDesk {
  private queues = new Map<string, SaveQueue<Revised>>();
  private listeners = new Set<() => void>();
  private version = 0;
  private readonly drafts: DraftStore;

  constructor(drafts: DraftStore = browserDrafts) {
    this.drafts = drafts;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): number => this.version;

  /** The queue of one object, made at the first call. It outlives the screen: its last save may still be on its way. */
  open<T extends Revised>(
    kind: string,
    base: T,
    send: (patch: Values, revision: number, leaving: boolean) => Promise<T>,
  ): SaveQueue<T> {
    const key = `${kind}:${base.id}`;
    const known = this.queues.get(key);
    if (known) return known as unknown as SaveQueue<T>;
    const queue = new SaveQueue<T>({ key, base, send, drafts: this.drafts });
    queue.subscribe(this.emit);
    this.queues.set(key, queue as unknown as SaveQueue<Revised>);
    return queue;
  }

  /** The queue of one object, if it was ever written in here. */
  queue(kind: string, id: string): SaveQueue<Revised> | undefined {
    return this.queues.get(`${kind}:${id}`);
  }

  get state(): SaveState {
    return worst([...this.queues.values()]);
  }

  get error(): unknown {
    return [...this.queues.values()].find((queue) => queue.state === "failed")?.error ?? null;
  }

  /** Some of the objects, as one thing to save: how the worst of them stands. */
  some(keys: readonly (readonly [kind: string, id: string])[]): {
    readonly state: SaveState;
    flush(): Promise<void>;
  } {
    const chosen = keys.flatMap(([kind, id]) => this.queue(kind, id) ?? []);
    return {
      get state() {
        return worst(chosen);
      },
      flush: async () => void (await Promise.all(chosen.map((queue) => queue.flush()))),
    };
  }

  /** Several objects of one kind, as `some`. */
  each(kind: string, ids: readonly string[]): ReturnType<SaveDesk["some"]> {
    return this.some(ids.map((id) => [kind, id]));
  }

  /** Forget an object that is gone, with its draft. */
  drop(kind: string, id: string): void {
    const key = `${kind}:${id}`;
    const queue = this.queues.get(key);
    if (queue) queue.forget();
    else this.drafts.clear(key);
    this.queues.delete(key);
    this.emit();
  }

  /** Whether words are here that the server does not have, also such as other windows left or are keeping. */
  async keepsWords(): Promise<boolean> {
    return this.state !== "saved" || (await this.drafts.any());
  }

  /** The writer is gone from here: nothing is sent any more, and no word stays in the browser, of earlier windows either. */
  async forget(): Promise<void> {
    for (const queue of this.queues.values()) queue.forget();
    this.queues.clear();
    this.emit();
    await this.drafts.clearAll();
  }

  async flush(leaving = false): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.flush(leaving)));
  }

  /** Send everything when the tab is hidden or closed, and again when the network is back. Returns the undoing. */
  watch(): () => void {
    const leave = (): void => void this.flush(true);
    const hidden = (): void => {
      if (document.visibilityState === "hidden") leave();
    };
    const online = (): void => void this.flush();
    window.addEventListener("pagehide", leave);
    document.addEventListener("visibilitychange", hidden);
    window.addEventListener("online", online);
    return () => {
      window.removeEventListener("pagehide", leave);
      document.removeEventListener("visibilitychange", hidden);
      window.removeEventListener("online", online);
    };
  }

  private readonly emit = (): void => {
    this.version += 1;
    for (const listener of this.listeners) listener();
  };
}

export const desk = new SaveDesk();
