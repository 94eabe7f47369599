import type { StoryEvent } from "./socket";
import type { Story } from "./types";

const GATHER_MS = 120;
const LATER_MS = 5_000;

const REVISION = /^(page|panel):(.+)@(\d+)$/;

interface ReadingsOptions {
  /** The story as this window holds it. */
  story(): Story | undefined;
  /** Fetch it anew. */
  read(): void;
  /** Whether it is being fetched: what comes may be older than what this window holds. */
  reading(): boolean;
  /** Fetch it when it is shown again. */
  outdate(): void;
  /** All that happened up to an event is held already. */
  upTo(seq: number): void;
}

/**
 * When a story is read again: a moment after something changed, so that changes in a row are one reading. What this
 * window holds already, because it wrote it itself, waits longer: only what its words decide elsewhere is not held.
 */
export class Readings {
  private readonly options: ReadingsOptions;
  private gathered: StoryEvent[] = [];
  private missed = false;
  private soon: number | undefined;
  private later: number | undefined;

  constructor(options: ReadingsOptions) {
    this.options = options;
  }

  note(event: StoryEvent): void {
    this.gathered.push(event);
    this.gather();
  }

  /** Events are missing. */
  gap(): void {
    this.missed = true;
    this.gather();
  }

  close(): void {
    window.clearTimeout(this.soon);
    if (this.later !== undefined) this.options.outdate();
    window.clearTimeout(this.later);
    this.soon = this.later = undefined;
  }

  private gather(): void {
    this.soon ??= window.setTimeout(() => this.decide(), GATHER_MS);
  }

  private decide(): void {
    this.soon = undefined;
    const events = this.gathered;
    const { story, reading } = this.options;
    const known = !this.missed && !reading() && events.every((event) => holds(story(), event));
    this.gathered = [];
    this.missed = false;
    const last = events.at(-1);
    if (known && last) {
      this.options.upTo(last.seq);
      this.later ??= window.setTimeout(() => this.read(), LATER_MS);
    } else {
      this.read();
    }
  }

  private read(): void {
    window.clearTimeout(this.later);
    this.later = undefined;
    this.options.read();
  }
}

/** Whether all that an event tells of is in a story as it is held. */
function holds(story: Story | undefined, event: StoryEvent): boolean {
  return story !== undefined && event.job === null && event.changed.every((name) => isHeld(story, name));
}

function isHeld(story: Story, name: string): boolean {
  const [, kind, id, revision] = REVISION.exec(name) ?? [];
  if (kind === undefined) return false;
  const things = kind === "page" ? story.pages : story.pages.flatMap((page) => page.panels);
  const held = things.find((thing) => thing.id === id);
  return held !== undefined && held.revision >= Number(revision);
}
