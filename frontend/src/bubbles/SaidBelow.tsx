import type { Bubble, Character } from "../api/types";
import { numbered } from "./bubbles";
import { SAYS } from "./ReadBubble";

interface SaidBelowProps {
  bubbles: Bubble[];
  cast: Pick<Character, "id" | "name">[];
  lang: string;
}

/** The words of a picture that is too small for them, below it: who says what, in the order of reading. */
export function SaidBelow({ bubbles, cast, lang }: SaidBelowProps) {
  const said = numbered(bubbles).filter(({ bubble }) => bubble.text !== "");
  if (said.length === 0) return null;
  return (
    <ul className="said">
      {said.map(({ number, bubble: { text, kind, speaker } }) => {
        const name = cast.find(({ id }) => id === speaker)?.name;
        return (
          <li key={number}>
            {name && <span className="said__who">{SAYS[kind](name)} </span>}
            <span className="said__words" lang={lang} dir="auto">
              {text}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
