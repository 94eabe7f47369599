import { describe, expect, it, vi } from "vitest";
import { aJob } from "../testing/objects";
import { type SocketLike, StorySocket } from "./socket";

class FakeSocket implements SocketLike {
  readonly address: () => string;
  private listeners = new Map<string, ((event: { data: unknown }) => void)[]>();
  closed = false;

  constructor(address: () => string) {
    this.address = address;
  }

  addEventListener(kind: string, listener: (event: { data: unknown }) => void): void {
    this.listeners.set(kind, [...(this.listeners.get(kind) ?? []), listener]);
  }

  fire(kind: string, message: unknown = null): void {
    for (const listener of this.listeners.get(kind) ?? []) listener({ data: JSON.stringify(message) });
  }

  close(): void {
    this.closed = true;
  }
}

function setUp(since = 5) {
  let fake: FakeSocket | undefined;
  const hooks = { onEvent: vi.fn(), onProgress: vi.fn(), onGap: vi.fn(), onUp: vi.fn() };
  const client = new StorySocket({
    since,
    address: (seq) => `ws://host/ws/stories/s/?since=${seq}`,
    connect: (address) => {
      fake = new FakeSocket(address);
      return fake;
    },
    ...hooks,
  });
  if (!fake) throw new Error("not connected");
  return { client, fake, ...hooks };
}

function event(seq: number) {
  return { type: "event", seq, kind: "changed", job: null, changed: [] };
}

describe("the story socket", () => {
  it("asks for what came after the snapshot, and after a break for what came after the last event", () => {
    const { fake } = setUp(5);
    expect(fake.address()).toContain("since=5");
    fake.fire("message", event(6));
    fake.fire("message", event(7));
    expect(fake.address()).toContain("since=7");
  });

  it("hands on each event once, in order", () => {
    const { fake, onEvent, onGap } = setUp(5);
    for (const seq of [5, 6, 6, 7, 3]) fake.fire("message", event(seq));
    expect(onEvent.mock.calls.map(([given]) => given.seq)).toEqual([6, 7]);
    expect(onGap).not.toHaveBeenCalled();
  });

  it("calls for a fresh story when numbers are missing", () => {
    const { fake, onEvent, onGap } = setUp(5);
    fake.fire("message", event(9));
    expect(onGap).toHaveBeenCalledOnce();
    expect(onEvent).toHaveBeenCalledOnce();
  });

  it("calls for a fresh story when the server counts from below", () => {
    const { fake, onGap } = setUp(50);
    fake.fire("message", { type: "hello", seq: 3 });
    expect(onGap).toHaveBeenCalledOnce();
    expect(fake.address()).toContain("since=3");
  });

  it("notices by a beat that the last event got lost", () => {
    const { fake, onGap } = setUp(5);
    fake.fire("message", event(6));
    fake.fire("message", { type: "beat", seq: 6 });
    expect(onGap).not.toHaveBeenCalled();
    fake.fire("message", { type: "beat", seq: 8 });
    expect(onGap).toHaveBeenCalledOnce();
    fake.fire("message", event(8));
    expect(fake.address()).toContain("since=8");
  });

  it("passes progress on without counting it", () => {
    const { fake, onProgress } = setUp(5);
    const progress = {
      type: "progress",
      job: aJob().id,
      done: 3,
      total: 9,
      step: "learning",
      eta_seconds: 4,
    };
    fake.fire("message", progress);
    expect(onProgress).toHaveBeenCalledWith(progress);
    expect(fake.address()).toContain("since=5");
  });

  it("tells whether it is up, so that the caller polls while it is not", () => {
    const { fake, onUp } = setUp();
    fake.fire("open");
    fake.fire("close");
    expect(onUp.mock.calls).toEqual([[true], [false]]);
  });

  it("ignores what it does not understand", () => {
    const { fake, onEvent, onGap } = setUp();
    fake.fire("message", { type: "news" });
    fake.fire("message", "nonsense");
    expect(onEvent).not.toHaveBeenCalled();
    expect(onGap).not.toHaveBeenCalled();
  });

  it("closes", () => {
    const { client, fake } = setUp();
    client.close();
    expect(fake.closed).toBe(true);
  });
});
