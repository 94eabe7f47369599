import SENTENCES from "./served.json";

interface Form {
  sentence: string;
  holes: string[];
  form: RegExp;
}

const HOLE = /\{\{(\w+)\}\}/;
const SPECIAL = /[.*+?^${}()|[\]\\]/g;

function formOf(sentence: string): Form {
  const parts = sentence.split(HOLE);
  const form = parts.map((part, index) => (index % 2 ? "(.+?)" : part.replace(SPECIAL, "\\$&"))).join("");
  return { sentence, holes: parts.filter((_, index) => index % 2), form: new RegExp(`^${form}$`, "s") };
}

/** A sentence of more fixed words first: what it fits is said by it and by no wider one. */
const FORMS = SENTENCES.map(formOf).toSorted(
  (one, other) => other.form.source.length - one.form.source.length,
);

export interface Served {
  sentence: string;
  values: Record<string, string>;
}

/** The sentence of `served.json` that the server said, and what it filled in; none for what is not listed there. */
export function servedAs(said: string): Served | undefined {
  for (const { sentence, holes, form } of FORMS) {
    const filled = form.exec(said)?.slice(1);
    if (filled)
      return {
        sentence,
        values: Object.fromEntries(holes.map((hole, index) => [hole, filled[index] ?? ""])),
      };
  }
  return undefined;
}
