import { useRef } from "react";
import type { Bubble, Character } from "../api/types";
import { t } from "../language/language";
import { BubbleShape, grown, insideStyle } from "./BubbleShape";
import { useFittingWords } from "./useFittingWords";
import "./bubbles.css";

/** Who says it in which way, for those who do not see the shape. */
export const SAYS: Record<Bubble["kind"], (name: string) => string> = {
  speech: (name) => t("{{name}} says:", { name }),
  thought: (name) => t("{{name}} thinks:", { name }),
  shout: (name) => t("{{name}} shouts:", { name }),
  whisper: (name) => t("{{name}} whispers:", { name }),
};

interface ReadBubbleProps {
  bubble: Bubble;
  /** Of the picture, in inches. */
  side: number;
  cast: Pick<Character, "id" | "name">[];
  lang: string;
}

/** Words over a picture, to be read; who says them is heard by those who do not see the tail. */
export function ReadBubble({ bubble, side, cast, lang }: ReadBubbleProps) {
  const words = useRef<HTMLParagraphElement>(null);
  const needed = useFittingWords(words, bubble);
  const speaker = cast.find(({ id }) => id === bubble.speaker)?.name;
  if (bubble.text === "") return null;
  return (
    <div className="bubble">
      <BubbleShape bubble={{ ...bubble, box: grown(bubble.box, needed, side) }} side={side} />
      <div className="bubble__inside" style={insideStyle(bubble.box, side)}>
        {speaker && <span className="only-heard">{SAYS[bubble.kind](speaker)}</span>}
        <p ref={words} className="bubble__words" lang={lang} dir="auto">
          {bubble.text}
        </p>
      </div>
    </div>
  );
}
