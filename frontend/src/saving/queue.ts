import { currentOf, Offline } from "../api/errors";
import type { DraftStore } from "./drafts";
import { merge, same, type Values } from "./merge";

export type SaveState = "saved" | "saving" | "offline" | "failed" | "conflict";
export type Choice = "mine" | "theirs" | "both";

export interface Conflict {
  fields: string[];
  mine: Values;
  theirs: Values;
}

/** Anything the server keeps a revision of. */
export interface Revised {
  id: string;
  revision: number;
}

export interface QueueOptions<T extends Revised> {
  key: string;
  base: T;
  /** PATCH with If-Match; `leaving` asks for a request that outlives the page. */
  send(patch: Values, revision: number, leaving: boolean): Promise<T>;
  drafts: DraftStore;
}

export const QUIET_MS = 800;
export const LONGEST_MS = 5000;
const RETRY_MS = 3000;

/** Autosave of one object: one request in flight, later edits merge, nothing is dropped before the server has it. */
export class SaveQueue<T extends Revised = Revised> {
  readonly key: string;
  state: SaveState = "saved";
  error: unknown = null;
  conflict: Conflict | null = null;
  private base: T;
  private pending: Values = {};
  private origin: Values = {};
  private inFlight: Values | null = null;
  private running: Promise<void> | null = null;
  /** What the writer sees of a saved field while the server holds its own form of it (say, without a last space). */
  private echoes = new Map<string, { mine: unknown; theirs: unknown }>();
  private quiet: number | undefined;
  private longest: number | undefined;
  private gone = false;
  private listeners = new Set<() => void>();
  private version = 0;
  /** Until it is known whether an earlier window left words here; nothing is sent or stored before that. */
  private opening: Promise<void> | null;
  private readonly options: QueueOptions<T>;

  constructor(options: QueueOptions<T>) {
    this.options = options;
    this.key = options.key;
    this.base = options.base;
    this.opening = this.takeUpDraft();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): number => this.version;

  /** The value to show: the writer's own words wherever they differ from the server's. */
  value<K extends keyof T & string>(field: K): T[K] {
    if (field in this.pending) return this.pending[field] as T[K];
    if (this.inFlight && field in this.inFlight) return this.inFlight[field] as T[K];
    const echo = this.echoes.get(field);
    if (echo && same(echo.theirs, this.base[field])) return echo.mine as T[K];
    return this.base[field];
  }

  get busy(): boolean {
    return this.inFlight !== null || Object.keys(this.pending).length > 0;
  }

  /** Called before each edit by the writer with the fields as they are and as they will be. */
  onEdit: ((before: Partial<T>, after: Partial<T>) => void) | null = null;

  /** The writer changes fields. */
  edit(patch: Partial<T>): void {
    this.onEdit?.(this.values(patch), patch);
    this.put(patch);
  }

  /** Fields are set by a way that is no new step for undo: undo and redo themselves. */
  put(patch: Partial<T>): void {
    this.stage(patch as Values);
    if (this.conflict) this.conflict = { ...this.conflict, mine: { ...this.pending } };
    else this.schedule();
    this.emit();
  }

  /** A newer object arrived by another way. Unsaved words keep their own base and meet it through a 409. */
  adopt(server: T): void {
    if (this.busy || server.revision < this.base.revision || same(server, this.base)) return;
    this.base = server;
    this.emit();
  }

  /** Send what waits, now. Resolves when nothing is in flight any more; look at `state` for the outcome. */
  async flush(leaving = false): Promise<void> {
    this.stopTimers();
    if (this.opening) await this.opening;
    if (this.running) {
      await this.running;
      return this.flush(leaving);
    }
    if (this.conflict || this.gone || !this.busy) return;
    this.running = this.send(leaving).finally(() => {
      this.running = null;
    });
    await this.running;
    if (this.state === "saving" && this.busy && this.quiet === undefined) await this.flush(leaving);
  }

  /** Settle a conflict: keep my words, take the other's, or keep both one after the other (texts only). */
  resolve(choice: Choice): void {
    const conflict = this.conflict;
    if (!conflict) return;
    for (const field of conflict.fields) {
      this.origin[field] = conflict.theirs[field];
      if (choice === "theirs") delete this.pending[field];
      if (choice === "both") this.pending[field] = joined(conflict.theirs[field], this.pending[field]);
    }
    this.conflict = null;
    this.state = this.busy ? "saving" : "saved";
    this.keepDraft();
    this.emit();
    void this.flush();
  }

  /** The object is gone for good: nothing of it is sent or kept any more. */
  forget(): void {
    this.stopTimers();
    this.pending = {};
    this.conflict = null;
    this.gone = true;
    this.options.drafts.clear(this.key);
  }

  private values(like: Partial<T>): Partial<T> {
    const fields = Object.keys(like) as (keyof T & string)[];
    return Object.fromEntries(fields.map((field) => [field, this.value(field)])) as Partial<T>;
  }

  private async takeUpDraft(): Promise<void> {
    const draft = await this.options.drafts.read(this.key);
    this.opening = null;
    if (draft) {
      // What was typed while the store was being read is newer.
      this.pending = { ...draft.patch, ...this.pending };
      this.origin = { ...this.origin, ...draft.origin };
      this.meet(this.base);
      if (this.state === "saving") this.schedule();
      this.emit();
    } else if (this.busy) this.keepDraft();
  }

  private stage(patch: Values): void {
    const base = valuesOf(this.base);
    for (const field of Object.keys(patch)) {
      const known = field in this.pending || (this.inFlight !== null && field in this.inFlight);
      if (!known) this.origin[field] = base[field];
    }
    this.pending = { ...this.pending, ...patch };
    this.keepDraft();
  }

  private schedule(): void {
    if (this.gone) return;
    this.state = this.state === "offline" ? "offline" : "saving";
    window.clearTimeout(this.quiet);
    this.quiet = window.setTimeout(() => void this.flush(), QUIET_MS);
    this.longest ??= window.setTimeout(() => void this.flush(), LONGEST_MS);
  }

  private stopTimers(): void {
    window.clearTimeout(this.quiet);
    window.clearTimeout(this.longest);
    this.quiet = undefined;
    this.longest = undefined;
  }

  private async send(leaving: boolean): Promise<void> {
    const sent = this.pending;
    this.inFlight = sent;
    this.pending = {};
    if (this.state !== "offline") this.state = "saving";
    this.emit();
    try {
      const fresh = await this.options.send(sent, this.base.revision, leaving);
      this.landed(sent, fresh);
    } catch (error) {
      this.missed(sent, error);
    }
    this.keepDraft();
    this.emit();
  }

  private landed(sent: Values, fresh: T): void {
    this.inFlight = null;
    this.base = fresh;
    this.error = null;
    const held = valuesOf(fresh);
    for (const [field, mine] of Object.entries(sent)) {
      this.echoes.set(field, { mine, theirs: held[field] });
      // A later edit of the same field started from what was just sent, which the server may hold in its own form.
      if (field in this.pending) this.origin[field] = held[field];
    }
    this.state = this.busy ? "saving" : "saved";
  }

  private missed(sent: Values, error: unknown): void {
    this.inFlight = null;
    if (this.gone) return;
    this.pending = { ...sent, ...this.pending };
    const theirs = currentOf<T>(error);
    if (theirs && theirs.revision !== this.base.revision) {
      this.meet(theirs);
      return;
    }
    this.error = error;
    this.state = error instanceof Offline ? "offline" : "failed";
    if (error instanceof Offline) this.quiet = window.setTimeout(() => void this.flush(), RETRY_MS);
  }

  /** The server's object moved on under our words: merge by field, ask only where both changed the same one. */
  private meet(theirs: T): void {
    const { patch, clashes } = merge(this.pending, this.origin, valuesOf(theirs));
    this.base = theirs;
    this.pending = patch;
    this.state = this.busy ? "saving" : "saved";
    this.conflict = null;
    if (clashes.length > 0) {
      this.state = "conflict";
      this.conflict = { fields: clashes, mine: { ...patch }, theirs: valuesOf(theirs) };
    }
    this.keepDraft();
  }

  private keepDraft(): void {
    if (this.opening || this.gone) return;
    if (this.busy) {
      this.options.drafts.write(this.key, {
        patch: { ...this.inFlight, ...this.pending },
        origin: this.origin,
      });
    } else {
      this.origin = {};
      this.options.drafts.clear(this.key);
    }
  }

  private emit(): void {
    this.version += 1;
    for (const listener of this.listeners) listener();
  }
}

function valuesOf(thing: Revised): Values {
  return Object.fromEntries(Object.entries(thing));
}

function joined(theirs: unknown, mine: unknown): unknown {
  return typeof theirs === "string" && typeof mine === "string" ? `${theirs}\n\n${mine}` : mine;
}
