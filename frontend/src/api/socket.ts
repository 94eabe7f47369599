import ReconnectingWebSocket from "partysocket/ws";
import type { Job } from "./types";

export interface JobProgress {
  job: string;
  done: number;
  total: number;
  step: string;
  eta_seconds: number | null;
}

export interface StoryEvent {
  type: "event";
  seq: number;
  kind: "job" | "changed";
  job: Job | null;
  changed: string[];
}

type Message =
  | { type: "hello"; seq: number }
  | { type: "beat"; seq: number }
  | StoryEvent
  | ({ type: "progress" } & JobProgress);

/** The part of a WebSocket that is used here; a test passes its own. */
export interface SocketLike {
  addEventListener(kind: "open" | "close", listener: () => void): void;
  addEventListener(kind: "message", listener: (event: { data: unknown }) => void): void;
  close(): void;
}

export interface StorySocketOptions {
  /** Sequence number of the snapshot that the caller already holds. */
  since: number;
  address(since: number): string;
  onEvent(event: StoryEvent): void;
  onProgress(progress: JobProgress): void;
  /** Events are missing, or the server counts anew: fetch the whole story. */
  onGap(): void;
  onUp(up: boolean): void;
  connect?(address: () => string): SocketLike;
}

function reconnecting(address: () => string): SocketLike {
  return new ReconnectingWebSocket(address, [], {
    minReconnectionDelay: 500,
    maxReconnectionDelay: 10_000,
    connectionTimeout: 5_000,
  }) as SocketLike;
}

/** The address of a story's socket on this page's own host. */
export function storyAddress(story: string): (since: number) => string {
  const scheme = window.location.protocol === "https:" ? "wss" : "ws";
  return (since) => `${scheme}://${window.location.host}/ws/stories/${story}/?since=${since}`;
}

/**
 * Live events of one story. The socket is a hint and the database the truth: each event is handed on once and in
 * order, a hole in the numbers calls `onGap`, and every new connection asks for what came after the last number seen.
 */
export class StorySocket {
  private seq: number;
  private readonly socket: SocketLike;
  private readonly options: StorySocketOptions;

  constructor(options: StorySocketOptions) {
    this.options = options;
    this.seq = options.since;
    this.socket = (options.connect ?? reconnecting)(() => options.address(this.seq));
    this.socket.addEventListener("open", () => options.onUp(true));
    this.socket.addEventListener("close", () => options.onUp(false));
    this.socket.addEventListener("message", (event) => this.receive(event.data));
  }

  close(): void {
    this.socket.close();
  }

  private receive(data: unknown): void {
    const message = parse(data);
    if (message === null) return;
    if (message.type === "progress") this.options.onProgress(message);
    else if (message.type === "hello") this.greet(message.seq);
    else if (message.type === "beat") this.compare(message.seq);
    else this.step(message);
  }

  private greet(seq: number): void {
    if (seq >= this.seq) return;
    this.seq = seq;
    this.options.onGap();
  }

  /** All events up to a number were sent; where the last of them did not arrive, nothing else would tell. */
  private compare(seq: number): void {
    if (seq === this.seq) return;
    this.seq = seq;
    this.options.onGap();
  }

  private step(event: StoryEvent): void {
    if (event.seq <= this.seq) return;
    const gap = event.seq > this.seq + 1;
    this.seq = event.seq;
    if (gap) this.options.onGap();
    this.options.onEvent(event);
  }
}

function parse(data: unknown): Message | null {
  try {
    const message = JSON.parse(String(data)) as { type?: unknown };
    return ["hello", "beat", "event", "progress"].includes(String(message.type))
      ? (message as Message)
      : null;
  } catch {
    return null;
  }
}
