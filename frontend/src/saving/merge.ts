export type Values = Record<string, unknown>;

export interface Merged {
  /** Fields still to be sent. */
  patch: Values;
  /** Fields that both sides changed, to different values. */
  clashes: string[];
}

/** Equality of JSON values. */
export function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** Whether the other text is this one, to which words were only added, with more behind it: nothing of it is missing. */
function goesOn(theirs: unknown, mine: unknown, origin: unknown): boolean {
  const texts = typeof theirs === "string" && typeof mine === "string" && typeof origin === "string";
  return texts && mine.startsWith(origin) && theirs.startsWith(mine);
}

/**
 * Three-way merge by field: what is already there is dropped, what only the writer changed is kept,
 * what both changed is a clash for the writer to settle.
 */
export function merge(mine: Values, origin: Values, theirs: Values): Merged {
  const patch: Values = {};
  const clashes: string[] = [];
  for (const [field, value] of Object.entries(mine)) {
    if (same(value, theirs[field]) || goesOn(theirs[field], value, origin[field])) continue;
    patch[field] = value;
    if (!same(theirs[field], origin[field])) clashes.push(field);
  }
  return { patch, clashes };
}
