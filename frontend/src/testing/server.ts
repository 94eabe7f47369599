import { ApiError, Offline } from "../api/errors";
import type { DraftStore } from "../saving/drafts";
import type { Values } from "../saving/merge";

export interface Words {
  id: string;
  revision: number;
  text: string;
  place: string;
}

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** One page on a server that keeps revisions as the real one does, over a line that can be slow, cut or lossy. */
export class SlowServer {
  held: Words = { id: "1", revision: 1, text: "", place: "snow" };
  /** How long a request and its answer take, in ms. */
  delay = 40;
  away = false;
  /** The next answer is lost on its way, after the work was done. */
  losesAnswer = false;
  waiting = 0;
  mostAtOnce = 0;

  readonly send = async (patch: Values, revision: number): Promise<Words> => {
    this.waiting += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.waiting);
    try {
      await wait(this.delay / 2);
      if (this.away) throw new Offline();
      this.write(patch, revision);
      const answer = { ...this.held };
      await wait(this.delay / 2);
      if (this.losesAnswer || this.away) throw new Offline();
      return answer;
    } finally {
      this.losesAnswer = false;
      this.waiting -= 1;
    }
  };

  private write(patch: Values, revision: number): void {
    if (revision !== this.held.revision) {
      const details = { current: { ...this.held } };
      throw new ApiError(409, { code: "revision_conflict", message: "", safe: "", hint: "", details });
    }
    this.held = { ...this.held, ...patch, revision: revision + 1 };
  }
}

/** What a browser's store holds after the tab is gone. */
export function keptDrafts(): DraftStore {
  const held = new Map<string, string>();
  return {
    read: async (key) => JSON.parse(held.get(key) ?? "null"),
    write: (key, draft) => void held.set(key, JSON.stringify(draft)),
    clear: (key) => void held.delete(key),
    any: async () => held.size > 0,
    clearAll: async () => held.clear(),
  };
}
