import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError, Offline } from "../api/errors";
import type { Draft, DraftStore } from "./drafts";
import type { Values } from "./merge";
import { SaveQueue } from "./queue";

interface Thing {
  id: string;
  revision: number;
  text: string;
  place: string;
}

interface Sent {
  patch: Values;
  revision: number;
  leaving: boolean;
  land(fresh: Thing): void;
  miss(error: unknown): void;
}

const BASE: Thing = { id: "1", revision: 1, text: "old", place: "snow" };

function memoryDrafts(): DraftStore & { held: Map<string, Draft> } {
  const held = new Map<string, Draft>();
  return {
    held,
    read: async (key) => held.get(key) ?? null,
    write: (key, draft) => void held.set(key, structuredClone(draft)),
    clear: (key) => void held.delete(key),
    any: async () => held.size > 0,
    clearAll: async () => held.clear(),
  };
}

function setUp(drafts = memoryDrafts(), base = BASE) {
  const sent: Sent[] = [];
  const queue = new SaveQueue<Thing>({
    key: "page:1",
    base,
    drafts,
    send: (patch, revision, leaving) =>
      new Promise((land, miss) => sent.push({ patch, revision, leaving, land, miss })),
  });
  return { queue, sent, drafts };
}

function conflictWith(current: Thing): ApiError {
  const body = { code: "revision_conflict", message: "", safe: "", hint: "", details: { current } };
  return new ApiError(409, body);
}

const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("when it sends", () => {
  it("waits 800 ms after the last key and sends one patch", async () => {
    const { queue, sent } = setUp();
    queue.edit({ text: "o" });
    await vi.advanceTimersByTimeAsync(700);
    queue.edit({ text: "on" });
    await vi.advanceTimersByTimeAsync(799);
    expect(sent).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent.map(({ patch, revision }) => ({ patch, revision }))).toEqual([
      { patch: { text: "on" }, revision: 1 },
    ]);
  });

  it("sends after 5 s at the latest while the writer types on", async () => {
    const { queue, sent } = setUp();
    for (let key = 0; key < 10; key += 1) {
      queue.edit({ text: "x".repeat(key + 1) });
      await vi.advanceTimersByTimeAsync(500);
    }
    expect(sent).toHaveLength(1);
  });

  it("keeps one request in flight and merges later edits into the next, on the new revision", async () => {
    const { queue, sent } = setUp();
    queue.edit({ text: "one" });
    await vi.advanceTimersByTimeAsync(800);
    queue.edit({ text: "two" });
    queue.edit({ place: "forest" });
    await vi.advanceTimersByTimeAsync(6000);
    expect(sent).toHaveLength(1);
    sent[0]?.land({ ...BASE, revision: 2, text: "one" });
    await settle();
    expect(sent).toHaveLength(2);
    expect(sent[1]).toMatchObject({ patch: { text: "two", place: "forest" }, revision: 2 });
  });

  it("flushes at once, marked as leaving", async () => {
    const { queue, sent } = setUp();
    queue.edit({ text: "new" });
    void queue.flush(true);
    await settle();
    expect(sent[0]).toMatchObject({ patch: { text: "new" }, leaving: true });
  });
});

describe("what the writer sees", () => {
  it("keeps the space that the server strips from the end", async () => {
    const { queue, sent } = setUp();
    queue.edit({ text: "Once " });
    await vi.advanceTimersByTimeAsync(800);
    sent[0]?.land({ ...BASE, revision: 2, text: "Once" });
    await settle();
    expect(queue.state).toBe("saved");
    expect(queue.value("text")).toBe("Once ");
    queue.adopt({ ...BASE, revision: 3, text: "From the other window" });
    expect(queue.value("text")).toBe("From the other window");
  });

  it("ignores an older object that arrives late", async () => {
    const { queue, sent } = setUp();
    queue.edit({ text: "new" });
    await vi.advanceTimersByTimeAsync(800);
    sent[0]?.land({ ...BASE, revision: 2, text: "new" });
    await settle();
    queue.adopt(BASE);
    expect(queue.value("text")).toBe("new");
  });
});

describe("when the server cannot be reached", () => {
  it("says offline, keeps the draft and tries again by itself", async () => {
    const { queue, sent, drafts } = setUp();
    queue.edit({ text: "new" });
    await vi.advanceTimersByTimeAsync(800);
    sent[0]?.miss(new Offline());
    await settle();
    expect(queue.state).toBe("offline");
    expect(drafts.held.get("page:1")?.patch).toEqual({ text: "new" });
    await vi.advanceTimersByTimeAsync(3000);
    expect(sent).toHaveLength(2);
    sent[1]?.land({ ...BASE, revision: 2, text: "new" });
    await settle();
    expect(queue.state).toBe("saved");
    expect(drafts.held.size).toBe(0);
  });

  it("says failed on a refusal and sends again on the next edit", async () => {
    const { queue, sent } = setUp();
    queue.edit({ text: "" });
    await vi.advanceTimersByTimeAsync(800);
    sent[0]?.miss(
      new ApiError(422, { code: "invalid", message: "Empty.", safe: "", hint: "", details: null }),
    );
    await settle();
    expect(queue.state).toBe("failed");
    queue.edit({ text: "b" });
    await vi.advanceTimersByTimeAsync(800);
    expect(sent[1]).toMatchObject({ patch: { text: "b" }, revision: 1 });
  });

  it("holds back what is typed until it is known whether a draft is there", async () => {
    const drafts = memoryDrafts();
    drafts.held.set("page:1", { patch: { place: "sea" }, origin: { place: "snow" } });
    const { queue, sent } = setUp(drafts);
    queue.edit({ text: "new" });
    const flushed = queue.flush(true);
    await settle();
    expect(sent[0]?.patch).toEqual({ text: "new", place: "sea" });
    sent[0]?.land({ ...BASE, revision: 2, text: "new", place: "sea" });
    await flushed;
    expect(drafts.held.size).toBe(0);
  });

  it("takes up a draft of a page that was killed while typing", async () => {
    const drafts = memoryDrafts();
    setUp(drafts).queue.edit({ text: "typed, then killed" });
    await settle();
    const { queue, sent } = setUp(drafts);
    await settle();
    expect(queue.value("text")).toBe("typed, then killed");
    await vi.advanceTimersByTimeAsync(800);
    expect(sent.at(-1)).toMatchObject({ patch: { text: "typed, then killed" }, revision: 1 });
  });
});

describe("two windows", () => {
  async function clash() {
    const all = setUp();
    all.queue.edit({ text: "mine" });
    await vi.advanceTimersByTimeAsync(800);
    all.sent[0]?.miss(conflictWith({ ...BASE, revision: 4, text: "theirs" }));
    await settle();
    return all;
  }

  it("shows both texts and loses neither", async () => {
    const { queue, drafts } = await clash();
    expect(queue.state).toBe("conflict");
    expect(queue.conflict).toMatchObject({
      fields: ["text"],
      mine: { text: "mine" },
      theirs: { text: "theirs" },
    });
    expect(drafts.held.get("page:1")?.patch).toEqual({ text: "mine" });
  });

  it.each([
    ["mine", "mine"],
    ["both", "theirs\n\nmine"],
  ] as const)("keeps %s on the new revision", async (choice, text) => {
    const { queue, sent } = await clash();
    queue.resolve(choice);
    await settle();
    expect(sent[1]).toMatchObject({ patch: { text }, revision: 4 });
  });

  it("takes theirs without another request", async () => {
    const { queue, sent } = await clash();
    queue.resolve("theirs");
    await settle();
    expect(sent).toHaveLength(1);
    expect(queue.value("text")).toBe("theirs");
    expect(queue.state).toBe("saved");
  });

  it("merges by itself where the other window changed another field", async () => {
    const { queue, sent } = setUp();
    queue.edit({ text: "mine" });
    await vi.advanceTimersByTimeAsync(800);
    sent[0]?.miss(conflictWith({ ...BASE, revision: 4, place: "forest" }));
    await settle();
    expect(sent[1]).toMatchObject({ patch: { text: "mine" }, revision: 4 });
    expect(queue.conflict).toBeNull();
  });

  it("does not ask when the words typed on in flight meet their own earlier form", async () => {
    const { queue, sent } = setUp();
    queue.edit({ text: "one" });
    await vi.advanceTimersByTimeAsync(800);
    queue.edit({ text: "one two" });
    sent[0]?.miss(new Offline());
    await vi.advanceTimersByTimeAsync(3000);
    sent[1]?.miss(conflictWith({ ...BASE, revision: 2 }));
    await settle();
    expect(queue.conflict).toBeNull();
    expect(sent[2]).toMatchObject({ patch: { text: "one two" }, revision: 2 });
  });

  it("meets a draft with the server's newer text when the page is opened again", async () => {
    const drafts = memoryDrafts();
    setUp(drafts).queue.edit({ text: "mine" });
    await settle();
    const { queue } = setUp(drafts, { ...BASE, revision: 9, text: "theirs" });
    await settle();
    expect(queue.state).toBe("conflict");
    expect(queue.value("text")).toBe("mine");
  });
});
