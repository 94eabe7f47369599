/** Words that are not on the server yet, kept in the browser until they are. */
export interface Draft {
  patch: Record<string, unknown>;
  /** The server's values when the writer began to change them: shows later whether somebody else did too. */
  origin: Record<string, unknown>;
}

export interface DraftStore {
  read(key: string): Draft | null;
  write(key: string, draft: Draft): void;
  clear(key: string): void;
}

const PREFIX = "storyboard/draft/";

/** Synchronous on purpose: it must still work while the page is being closed. */
export const browserDrafts: DraftStore = {
  read(key) {
    try {
      const raw = localStorage.getItem(PREFIX + key);
      return raw === null ? null : (JSON.parse(raw) as Draft);
    } catch {
      return null;
    }
  },
  write(key, draft) {
    try {
      localStorage.setItem(PREFIX + key, JSON.stringify(draft));
    } catch {
      // A full or forbidden store loses only the second copy; the first is in memory and on its way.
    }
  },
  clear(key) {
    try {
      localStorage.removeItem(PREFIX + key);
    } catch {
      // Nothing to clear where nothing can be stored.
    }
  },
};
