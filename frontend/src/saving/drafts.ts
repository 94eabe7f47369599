import { clear, createStore, del, get, keys, set } from "idb-keyval";

/** Words that are not on the server yet, kept in the browser until they are. */
export interface Draft {
  patch: Record<string, unknown>;
  /** The server's values when the writer began to change them: shows later whether somebody else did too. */
  origin: Record<string, unknown>;
}

export interface DraftStore {
  read(key: string): Promise<Draft | null>;
  write(key: string, draft: Draft): void;
  clear(key: string): void;
  /** Whether any is kept, of this window or of another one, earlier or open still. */
  any(): Promise<boolean>;
  /** All of them; resolves when nothing is kept any more. */
  clearAll(): Promise<void>;
}

/**
 * Drafts in IndexedDB: no limit of five megabytes for all stories together, and nothing that waits for the disk while
 * somebody types. Its transactions run in the order in which they were asked for, so a read sees every earlier write.
 */
export class BrowserDrafts implements DraftStore {
  private store: ReturnType<typeof createStore> | null = null;

  read(key: string): Promise<Draft | null> {
    return this.within(async (store) => (await get<Draft>(key, store)) ?? null);
  }

  write(key: string, draft: Draft): void {
    void this.within((store) => set(key, draft, store));
  }

  clear(key: string): void {
    void this.within((store) => del(key, store));
  }

  async any(): Promise<boolean> {
    return ((await this.within((store) => keys(store)))?.length ?? 0) > 0;
  }

  async clearAll(): Promise<void> {
    await this.within((store) => clear(store));
  }

  private async within<T>(use: (store: ReturnType<typeof createStore>) => Promise<T>): Promise<T | null> {
    try {
      this.store ??= createStore("storyboard", "drafts");
      return await use(this.store);
    } catch {
      // A full or forbidden store loses only the second copy; the first is in memory and on its way.
      return null;
    }
  }
}

export const browserDrafts = new BrowserDrafts();
