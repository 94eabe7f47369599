import { ApiError, Refusal } from "../api/errors";
import { same } from "./merge";

/** Something the writer did, with the way back and the way there again. */
export interface Step {
  /** What it was, in the writer's words. */
  label: string;
  /** The address of the screen on which it can be seen. */
  place: string;
  undo(): void | Promise<void>;
  redo(): void | Promise<void>;
}

/** A change of one field by typing or choosing. */
export interface FieldChange {
  /** Which field of which thing; changes of the same one may become one step. */
  field: string;
  label: string;
  place: string;
  before: unknown;
  after: unknown;
  /** Set the field to a value where it still holds the expected one; else throw and leave it alone. */
  put(value: unknown, expected: unknown): void;
}

interface Typing extends Step {
  field: string;
  at: number;
  before: unknown;
  after: unknown;
}

export const LONGEST = 200;
const MERGED_MS = 500;

/** The text that was typed: the field itself, or that of the one thing in a list of which nothing else changed. */
function typed(before: unknown, after: unknown): [before: unknown, after: unknown] {
  if (!Array.isArray(before) || !Array.isArray(after) || before.length !== after.length)
    return [before, after];
  const at = before.findIndex((one, index) => !same(one, after[index]));
  const rest = (list: unknown[]): unknown =>
    list.map((one, index) => (index === at ? { ...(one as object), text: "" } : one));
  return same(rest(before), rest(after)) ? [before[at]?.text, after[at]?.text] : [before, after];
}

/** What the last change added: one word, or part of one, has no space in it. */
function withinWord(whole: unknown, changed: unknown): boolean {
  const [before, after] = typed(whole, changed);
  if (typeof before !== "string" || typeof after !== "string") return false;
  const longer = Math.abs(after.length - before.length) === 1;
  const spaces = (text: string): number => text.match(/\s/gu)?.length ?? 0;
  return longer && spaces(before) === spaces(after);
}

/** From the one to the other there was only typing in one place; the thing typed in may have been made for it. */
function onlyTyping(before: unknown, after: unknown): boolean {
  if (typed(before, after).every((text) => typeof text === "string")) return true;
  if (!Array.isArray(before) || !Array.isArray(after)) return false;
  return after.some((_, made) => same(after.toSpliced(made, 1), before));
}

export const CHANGED_ELSEWHERE = "changed_elsewhere";

/** What the step was about is gone, or is by now somebody else's: it can never be taken back. */
function hopeless(reason: unknown): boolean {
  if (reason instanceof Refusal) return reason.body.code === CHANGED_ELSEWHERE;
  return reason instanceof ApiError && reason.status === 404;
}

/** Undo and redo of a story: words, order, casts, looks and pages. A finished picture is a version and no step. */
export class History {
  private past: Step[] = [];
  private future: Step[] = [];
  private listeners = new Set<() => void>();
  private version = 0;
  private story: string | null = null;
  busy = false;
  error: unknown = null;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): number => this.version;

  get next(): { undo: Step | undefined; redo: Step | undefined } {
    return { undo: this.past.at(-1), redo: this.future.at(-1) };
  }

  record(step: Step): void {
    this.past = [...this.past, step].slice(-LONGEST);
    this.future = [];
    this.emit();
  }

  /** A change of a field; typing becomes one step for each word or half second. */
  recordChange(change: FieldChange, now: number = Date.now()): void {
    const last = this.past.at(-1) as Typing | undefined;
    const goesOn =
      last !== undefined &&
      this.future.length === 0 &&
      last.field === change.field &&
      (now - last.at < MERGED_MS ||
        (withinWord(last.after, change.after) && onlyTyping(last.before, change.after)));
    if (goesOn) this.past = this.past.slice(0, -1);
    const before = goesOn ? last.before : change.before;
    const step: Typing = {
      ...change,
      before,
      at: now,
      undo: () => change.put(before, change.after),
      redo: () => change.put(change.after, before),
    };
    this.record(step);
  }

  undo(): Promise<Step | null> {
    return this.turn(this.past.at(-1), "past", "future");
  }

  redo(): Promise<Step | null> {
    return this.turn(this.future.at(-1), "future", "past");
  }

  /** Take one certain step back, also where others came after it; then there is no way to do it again. */
  takeBack(step: Step): Promise<Step | null> {
    return this.turn(step, "past", this.past.at(-1) === step ? "future" : null);
  }

  /** A story is opened: the steps of another one are not its own. */
  open(story: string): void {
    if (story !== this.story) this.clear();
    this.story = story;
  }

  clear(): void {
    this.past = [];
    this.future = [];
    this.error = null;
    this.emit();
  }

  /** Take a step from one side to the other. Where that does not work it stays, unless it never can work. */
  private async turn(
    step: Step | undefined,
    from: "past" | "future",
    to: "past" | "future" | null,
  ): Promise<Step | null> {
    if (!step || this.busy) return null;
    this.busy = true;
    this.error = null;
    this.emit();
    try {
      await step[from === "past" ? "undo" : "redo"]();
      this.leave(from, step);
      if (to) this[to] = [...this[to], step];
    } catch (reason) {
      this.error = reason;
      if (hopeless(reason)) this.leave(from, step);
    }
    this.busy = false;
    this.emit();
    return this.error ? null : step;
  }

  private leave(side: "past" | "future", step: Step): void {
    this[side] = this[side].filter((other) => other !== step);
  }

  private emit(): void {
    this.version += 1;
    for (const listener of this.listeners) listener();
  }
}

export const history = new History();
