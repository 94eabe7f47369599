export interface Person {
  id: string;
  name: string;
}

export interface Mention {
  /** Where the "@" stands. */
  start: number;
  end: number;
  people: Person[];
}

const OPEN = /(?:^|[^\p{L}\p{N}@])@([\p{L}\p{N}][\p{L}\p{N}'’. -]{0,40}|)$/u;

/** Who may be meant by the "@" that is being written in front of the caret; null where none is. */
export function mentionAt(text: string, caret: number, people: Person[]): Mention | null {
  const found = OPEN.exec(text.slice(0, caret));
  if (!found) return null;
  const begun = (found[1] ?? "").toLocaleLowerCase();
  const meant = people.filter(({ name }) => name.toLocaleLowerCase().startsWith(begun));
  if (meant.length === 0) return null;
  return { start: caret - begun.length - 1, end: caret, people: meant };
}

/** The text with the name in the place of what was begun, and where the caret goes. */
export function withMention(text: string, mention: Mention, person: Person): { text: string; caret: number } {
  const before = text.slice(0, mention.start) + person.name;
  return { text: before + text.slice(mention.end), caret: before.length };
}
