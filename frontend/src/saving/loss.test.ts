import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { keptDrafts, SlowServer, type Words } from "../testing/server";
import { SaveDesk } from "./desk";
import type { SaveQueue } from "./queue";

const KEY_MS = 150;
const TALE = "Mia looked out. It had snowed all night, and nobody else was awake. ".repeat(6);

/** A window on a page: the queue that saves it, and what is typed into it. */
function opened(server: SlowServer, drafts = keptDrafts()) {
  const queue = new SaveDesk(drafts).open<Words>("page", { ...server.held }, server.send);
  const type = async (words: string, everyKey: () => void = () => undefined): Promise<void> => {
    for (const letter of words) {
      queue.edit({ text: queue.value("text") + letter });
      everyKey();
      await vi.advanceTimersByTimeAsync(KEY_MS);
    }
  };
  return { queue, drafts, type };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** The page as it is loaded anew in a browser that holds no drafts. */
async function freshLoad(server: SlowServer): Promise<string> {
  const { queue } = opened(server);
  await pass(0);
  return queue.value("text");
}

async function settled(queue: SaveQueue<Words>, server: SlowServer): Promise<void> {
  await pass(60_000);
  expect(queue.state).toBe("saved");
  expect(await freshLoad(server)).toBe(queue.value("text"));
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("words are not lost", () => {
  it("while every save takes ten seconds", async () => {
    const server = new SlowServer();
    server.delay = 10_000;
    const { queue, type } = opened(server);
    await type(TALE);
    await settled(queue, server);
    expect(server.held.text).toBe(TALE);
    expect(server.mostAtOnce).toBe(1);
  });

  it("in ten minutes without a network", async () => {
    const server = new SlowServer();
    const { queue, type } = opened(server);
    await type("Before. ");
    await pass(2000);
    server.away = true;
    const until = Date.now() + 10 * 60_000;
    let told = "";
    while (Date.now() < until) {
      told += TALE;
      await type(TALE);
    }
    expect(queue.state).toBe("offline");
    expect(server.held.text).toBe("Before. ");
    server.away = false;
    await type("After.");
    await settled(queue, server);
    expect(server.held.text).toBe(`Before. ${told}After.`);
  });

  it.each([40, 10_000])(
    "when the tab is killed in the middle of a word, with saves of %i ms",
    async (delay) => {
      const server = new SlowServer();
      server.delay = delay;
      const killed = opened(server);
      await killed.type("Mia looked o");
      // The window is gone, and with it all that was under way in it; its store and the server stay.
      vi.clearAllTimers();
      const { queue } = opened(server, killed.drafts);
      await pass(0);
      expect(queue.value("text")).toBe("Mia looked o");
      await settled(queue, server);
      expect(server.held.text).toBe("Mia looked o");
    },
  );

  it("at any key: they stand in the store of the browser at once", async () => {
    const server = new SlowServer();
    server.delay = 3000;
    const { queue, drafts, type } = opened(server);
    const kept: Promise<void>[] = [];
    await pass(0);
    await type(TALE, () => {
      const now = queue.value("text");
      kept.push(drafts.read("page:1").then((draft) => expect(draft?.patch.text).toBe(now)));
    });
    await Promise.all(kept);
    expect(kept).toHaveLength(TALE.length);
  });

  it("when the server is started again, and when it did the work but its answer got lost", async () => {
    const server = new SlowServer();
    const { queue, type } = opened(server);
    await type("Mia looked");
    server.losesAnswer = true;
    await pass(5000);
    expect(queue.conflict).toBeNull();
    await type(" out.");
    server.away = true;
    await type(" It had");
    server.away = false;
    await type(" snowed.");
    await settled(queue, server);
    expect(server.held.text).toBe("Mia looked out. It had snowed.");
    expect(queue.conflict).toBeNull();
  });

  it("between two windows or two people: both texts are there until somebody has chosen", async () => {
    const server = new SlowServer();
    const [mine, theirs] = [opened(server), opened(server)];
    await Promise.all([mine.type("Mia looked out."), theirs.type("Tom fell asleep.")]);
    await pass(10_000);
    const [late, first] = mine.queue.conflict ? [mine, theirs] : [theirs, mine];
    expect(late.queue.state).toBe("conflict");
    expect(first.queue.state).toBe("saved");
    late.queue.resolve("both");
    await settled(late.queue, server);
    expect(server.held.text).toContain("Mia looked out.");
    expect(server.held.text).toContain("Tom fell asleep.");
    first.queue.adopt({ ...server.held });
    expect(first.queue.value("text")).toBe(server.held.text);
  });

  it("between two who change different parts: neither is asked", async () => {
    const server = new SlowServer();
    const [mine, theirs] = [opened(server), opened(server)];
    theirs.queue.edit({ place: "forest" });
    await mine.type("Mia looked out.");
    await settled(mine.queue, server);
    expect(server.held).toMatchObject({ text: "Mia looked out.", place: "forest" });
  });
});
