import { type Language, languageOf, speak } from "../language/language";

export type Look = "system" | "light" | "dark";
export type Motion = "system" | "less";
/** What is written in: as it will be read, or one typeface for every field. */
export type Writing = "book" | "andika" | "lexend" | "hyperlegible";

const WRITING: readonly Writing[] = ["book", "andika", "lexend", "hyperlegible"];

export interface Preferences {
  language: Language;
  look: Look;
  motion: Motion;
  writing: Writing;
}

const KEY = "storyboard/preferences";

function stored(): Partial<Record<keyof Preferences, unknown>> {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return typeof found === "object" && found !== null ? found : {};
  } catch {
    return {};
  }
}

/** What was chosen in this browser; else what the browser and the system say. */
function read(): Preferences {
  const found = stored();
  return {
    language: languageOf(typeof found.language === "string" ? found.language : navigator.language),
    look: found.look === "light" || found.look === "dark" ? found.look : "system",
    motion: found.motion === "less" ? "less" : "system",
    writing: WRITING.find((each) => each === found.writing) ?? "book",
  };
}

/** How the editor shows itself in this browser. */
export class PreferenceStore {
  private listeners = new Set<() => void>();
  private held: Preferences = read();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): Preferences => this.held;

  /** Show the page as was chosen; before the first drawing. */
  async start(): Promise<void> {
    this.held = read();
    await this.show(this.held);
  }

  async choose(change: Partial<Preferences>): Promise<void> {
    const next = { ...this.held, ...change };
    await this.show(next);
    try {
      localStorage.setItem(KEY, JSON.stringify(next));
    } catch {
      // It holds until the page is closed.
    }
    this.held = next;
    for (const listener of this.listeners) listener();
  }

  private async show({ language, look, motion, writing }: Preferences): Promise<void> {
    const { dataset } = document.documentElement;
    dataset.look = look;
    dataset.motion = motion;
    dataset.writing = writing;
    await speak(language);
  }
}

export const preferences = new PreferenceStore();
