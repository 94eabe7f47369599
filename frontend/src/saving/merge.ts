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

/**
 * Three-way merge by field: what is already there is dropped, what only the writer changed is kept,
 * what both changed is a clash for the writer to settle.
 */
export function merge(mine: Values, origin: Values, theirs: Values): Merged {
  const patch: Values = {};
  const clashes: string[] = [];
  for (const [field, value] of Object.entries(mine)) {
    if (same(value, theirs[field])) continue;
    patch[field] = value;
    if (!same(theirs[field], origin[field])) clashes.push(field);
  }
  return { patch, clashes };
}
