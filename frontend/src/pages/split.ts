interface Piece {
  text: string;
  /** What the writer has between this sentence and the next one: a space, the end of a line, or nothing. */
  glue: string;
  /** A paragraph ends behind it. */
  last: boolean;
}

/** A paragraph's end is worth a page that is longer or shorter by so much of the ideal length. */
const PARAGRAPH = 0.35;

function sentences(paragraph: string, language: string): Pick<Piece, "text" | "glue">[] {
  const segments = new Intl.Segmenter(language, { granularity: "sentence" }).segment(paragraph);
  return [...segments]
    .map(({ segment }) => ({ text: segment.trimEnd(), glue: segment.slice(segment.trimEnd().length) }))
    .filter(({ text }) => text !== "");
}

function paragraphsOf(text: string): string[] {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== "");
}

/**
 * A whole text as the texts of `pages` pages (fewer where it has fewer sentences): cut between sentences only, by
 * preference between paragraphs, into parts of about the same length. No word is changed or lost.
 */
export function splitText(text: string, pages: number, language = "en"): string[] {
  const paragraphs = paragraphsOf(text);
  if (paragraphs.length === pages) return paragraphs;
  const pieces = paragraphs.flatMap((paragraph): Piece[] =>
    sentences(paragraph, language).map((sentence, index, all) => ({
      ...sentence,
      last: index === all.length - 1,
    })),
  );
  const cuts = cutsOf(pieces, Math.min(Math.max(1, pages), pieces.length));
  return cuts.slice(1).map((end, index) => joined(pieces.slice(cuts[index], end)));
}

/** Where the pages begin and end, as numbers of pieces. */
function cutsOf(pieces: Piece[], pages: number): number[] {
  const total = pieces.reduce((sum, piece) => sum + piece.text.length, 0);
  const cuts = [0];
  for (let page = 1; page < pages; page += 1) {
    const first = (cuts.at(-1) ?? 0) + 1;
    const last = pieces.length - (pages - page);
    cuts.push(bestCut(pieces, first, last, (total * page) / pages, total / pages));
  }
  return pieces.length === 0 ? [0] : [...cuts, pieces.length];
}

function bestCut(pieces: Piece[], first: number, last: number, wanted: number, length: number): number {
  let best = first;
  let lowest = Number.POSITIVE_INFINITY;
  let reached = 0;
  for (let cut = 1; cut <= last; cut += 1) {
    const piece = pieces[cut - 1];
    reached += piece?.text.length ?? 0;
    const cost = Math.abs(reached - wanted) / length - (piece?.last ? PARAGRAPH : 0);
    if (cut >= first && cost < lowest) {
      best = cut;
      lowest = cost;
    }
  }
  return best;
}

function joined(pieces: Piece[]): string {
  return pieces
    .map((piece) => piece.text + (piece.last ? "\n\n" : piece.glue))
    .join("")
    .trim();
}

/** How long a text is, as the check before printing counts: in words, or in letters where words have no spaces. */
function lengthOf(text: string, language: string): number {
  return text.match(/^(zh|ja)/.test(language) ? /\S/gu : /\S+/gu)?.length ?? 0;
}

/**
 * A text in two, of which `over` words or letters are too many for a page: cut between two sentences, where as much as
 * fits stays in front. Null where it is one sentence. No word is changed or lost.
 */
export function divided(text: string, over: number, language: string): [first: string, rest: string] | null {
  const room = lengthOf(text, language) - over;
  const segments = new Intl.Segmenter(language, { granularity: "sentence" }).segment(text);
  const parts = [...segments]
    .map(({ index }): [string, string] => [text.slice(0, index).trimEnd(), text.slice(index).trim()])
    .filter(([first, rest]) => first !== "" && rest !== "");
  return parts.findLast(([first]) => lengthOf(first, language) <= room) ?? parts[0] ?? null;
}
