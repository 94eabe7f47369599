import { describe, expect, it } from "vitest";
import { ApiError, Refusal } from "../api/errors";
import { CHANGED_ELSEWHERE, type FieldChange, History, LONGEST } from "./history";

/** A field with a history, typed into key by key. */
function typing() {
  const history = new History();
  const held = { text: "" };
  let now = 0;
  const type = (after: string, pause = 1000, field = "page:1/text"): void => {
    now += pause;
    const change: FieldChange = {
      field,
      label: "Page text",
      place: "/pages/1",
      before: held.text,
      after,
      put: (value) => {
        held.text = String(value);
      },
    };
    held.text = after;
    history.recordChange(change, now);
  };
  return { history, held, type };
}

describe("undo of typing", () => {
  it("takes back word by word, however slowly a word was typed, and gives it again", async () => {
    const { history, held, type } = typing();
    for (const text of ["A", "A ", "A f", "A fo", "A fox"]) type(text);
    await history.undo();
    expect(held.text).toBe("A");
    await history.undo();
    expect(held.text).toBe("");
    await history.redo();
    await history.redo();
    expect(held.text).toBe("A fox");
    expect(await history.redo()).toBeNull();
  });

  it("takes what is typed fast as one step", async () => {
    const { history, held, type } = typing();
    for (const text of ["A", "A ", "A f"]) type(text, 100);
    await history.undo();
    expect(held.text).toBe("");
  });

  it("keeps fields apart", async () => {
    const { history, type } = typing();
    type("a", 10, "page:1/text");
    type("ab", 10, "page:2/text");
    expect(history.next.undo?.label).toBe("Page text");
    await history.undo();
    expect(history.next.undo).toBeDefined();
  });

  it("does not glue new words to a step that was taken back", async () => {
    const { history, held, type } = typing();
    type("a");
    type("a b");
    await history.undo();
    type("a c", 10);
    expect(history.next.redo).toBeUndefined();
    await history.undo();
    expect(held.text).toBe("a");
  });

  it("goes back at least a hundred steps, and forgets the oldest beyond its limit", async () => {
    const { history, held, type } = typing();
    for (let step = 1; step <= LONGEST + 5; step += 1) type("x ".repeat(step));
    let back = 0;
    while (await history.undo()) back += 1;
    expect(back).toBe(LONGEST);
    expect(back).toBeGreaterThanOrEqual(100);
    expect(held.text).toBe("x ".repeat(5));
  });
});

describe("undo of a list", () => {
  const first = { text: "Oh", left: 0 };
  const said = (text: string, left = 0.1) => [first, { text, left }];

  /** What is seen going all the way back after slow changes. */
  async function undone(start: unknown, steps: unknown[]): Promise<unknown[]> {
    const history = new History();
    let held = start;
    const put = (value: unknown): void => {
      held = value;
    };
    for (const [index, after] of steps.entries()) {
      const before = held;
      put(after);
      const change = { field: "panel:1/bubbles", label: "", place: "", before, after, put };
      history.recordChange(change, index * 1000);
    }
    const seen: unknown[] = [];
    while (await history.undo()) seen.push(held);
    return seen;
  }

  it("takes back what was typed into one of its things word by word, the first with its making, and each other change by itself", async () => {
    const steps = [said(""), said("a"), said("ab"), said("ab", 0.15), said("ab", 0.2)];
    expect(await undone([first], steps)).toEqual([said("ab", 0.15), said("ab"), [first]]);
  });

  it("takes a word back without what was done before it: a place, another thing made, one taken away", async () => {
    const moved = [said("ab", 0.15), said("abc", 0.15), said("abcd", 0.15)];
    expect(await undone(said("ab"), moved)).toEqual([said("ab", 0.15), said("ab")]);
    const [, second] = said("");
    const other = { ...first, text: "Ohs" };
    expect(await undone([first], [said(""), [other, second]])).toEqual([said(""), [first]]);
    expect(await undone(said("ab"), [[first], [other]])).toEqual([[first], said("ab")]);
  });
});

describe("a step that does not work", () => {
  it("stays where it was, with the reason, and can be tried again", async () => {
    const history = new History();
    let reachable = false;
    const undo = async (): Promise<void> => {
      if (!reachable) throw new Error("not reached");
    };
    history.record({ label: "Move page 2", place: "", undo, redo: () => undefined });
    expect(await history.undo()).toBeNull();
    expect(history.error).toEqual(new Error("not reached"));
    reachable = true;
    expect((await history.undo())?.label).toBe("Move page 2");
    expect(history.error).toBeNull();
  });

  it.each([
    new ApiError(404, { code: "not_found", message: "Not there.", safe: "", hint: "", details: null }),
    new Refusal({ code: CHANGED_ELSEWHERE, message: "Changed elsewhere.", safe: "", hint: "" }),
  ])("goes where it never can work, with the reason: $message", async (reason) => {
    const history = new History();
    const undo = async (): Promise<void> => {
      throw reason;
    };
    history.record({ label: "older", place: "", undo: () => undefined, redo: () => undefined });
    history.record({ label: "hopeless", place: "", undo, redo: () => undefined });
    expect(await history.undo()).toBeNull();
    expect(history.error).toBe(reason);
    expect(history.next.undo?.label).toBe("older");
    expect(history.next.redo).toBeUndefined();
  });

  it("is told of also where it was not the newest one", async () => {
    const history = new History();
    const reason = new Error("not reached");
    const step = { label: "old", place: "", undo: () => Promise.reject(reason), redo: () => undefined };
    history.record(step);
    history.record({ label: "new", place: "", undo: () => undefined, redo: () => undefined });
    expect(await history.takeBack(step)).toBeNull();
    expect(history.error).toBe(reason);
  });

  it("does one thing at a time", async () => {
    const history = new History();
    let finish = (): void => undefined;
    const undo = (): Promise<void> =>
      new Promise((done) => {
        finish = done;
      });
    history.record({ label: "one", place: "", undo: () => undefined, redo: () => undefined });
    history.record({ label: "two", place: "", undo, redo: () => undefined });
    const first = history.undo();
    expect(await history.undo()).toBeNull();
    finish();
    expect((await first)?.label).toBe("two");
    expect(history.next.undo?.label).toBe("one");
  });
});

describe("the steps of a story", () => {
  it("stay while the same story is opened again, and go with another one", () => {
    const history = new History();
    history.open("one");
    history.record({ label: "Move page 2", place: "", undo: () => undefined, redo: () => undefined });
    history.open("one");
    expect(history.next.undo?.label).toBe("Move page 2");
    history.open("two");
    expect(history.next.undo).toBeUndefined();
  });
});
