import type { ReactNode } from "react";
import { wholeWord } from "./useWordCheck";
import "./words.css";

/** A text cut where given words begin and end; the words are the ones with `known` false. */
export function cutAt(text: string, unknown: string[]): { part: string; known: boolean }[] {
  const places = unknown
    .flatMap((word) => [...text.matchAll(wholeWord(word))])
    .map((match) => ({ from: match.index, to: match.index + match[0].length }))
    .sort((a, b) => a.from - b.from);
  const parts: { part: string; known: boolean }[] = [];
  let at = 0;
  for (const { from, to } of places) {
    if (from < at) continue;
    parts.push({ part: text.slice(at, from), known: true }, { part: text.slice(from, to), known: false });
    at = to;
  }
  return [...parts, { part: text.slice(at), known: true }].filter(({ part }) => part !== "");
}

interface MarkedProps {
  text: string;
  unknown: string[];
  /** The field that the text is written in. */
  children: ReactNode;
}

/** Underlines words in a field: a copy of the text lies under it, letter under letter. */
export function Marked({ text, unknown, children }: MarkedProps) {
  let at = 0;
  return (
    <div className="marked">
      <div className="input marked__copy" dir="auto" aria-hidden="true">
        {cutAt(text, unknown).map(({ part, known }) => {
          const key = at;
          at += part.length;
          return known ? <span key={key}>{part}</span> : <mark key={key}>{part}</mark>;
        })}
      </div>
      {children}
    </div>
  );
}
