import { type ReactNode, type RefObject, useEffect, useId, useRef } from "react";
import { useLocation } from "react-router";
import type { Story } from "../api/types";
import { t } from "../language/language";
import { tooManyWords } from "../story/readers";
import { MentionArea } from "../words/MentionArea";
import type { Person } from "../words/mentions";
import { useFittingSize } from "./useFittingSize";
import "./paper.css";

interface PaperProps {
  number: number;
  /** Its picture goes over two pages. */
  look: "spread" | undefined;
  rightBound: boolean;
  /** The pictures, each in its place. */
  panels: ReactNode;
  text: string;
  /** Who reads it, and the language it is in: they say how much is too much. */
  story: Pick<Story, "readers" | "language">;
  readOnly: boolean;
  /** Who is offered at an "@". */
  people: Person[];
  onText(text: string): void;
  onMention(person: Person): void;
}

/** The page at print shape (8.5 inches square): picture above, live text below, as the book will have it. */
export function Paper({
  number,
  look,
  rightBound,
  panels,
  text,
  story,
  readOnly,
  people,
  onText,
  onMention,
}: PaperProps) {
  const box = useRef<HTMLTextAreaElement>(null);
  const over = useFittingSize(box, text, story.readers);
  const plenty = tooManyWords(text, story.readers, story.language);
  const id = useId();
  useFocusOnNew(box);
  return (
    <section
      className="paper"
      data-look={look}
      data-right-bound={rightBound}
      aria-label={t("Page {{number}}", { number })}
    >
      <div className="paper__sheet">
        {/* Left is left in every language. */}
        <div className="paper__picture" dir="ltr">
          {panels}
        </div>
        <div className="paper__place">
          <label className="paper__reach" htmlFor={id}>
            <span className="only-heard">{t("Page text")}</span>
          </label>
          <MentionArea
            id={id}
            box={box}
            data-part="text"
            people={people}
            className="paper__text"
            aria-describedby={over || plenty ? "paper-over" : undefined}
            value={text}
            rows={1}
            maxLength={2000}
            placeholder={t("Write the page here…")}
            dir="auto"
            readOnly={readOnly}
            onText={onText}
            onMention={onMention}
          />
        </div>
        <span className="paper__number" aria-hidden="true">
          {number}
        </span>
      </div>
      {over && (
        <p className="note small paper__over" id="paper-over">
          {t("This is more than fits under the picture. In the book, the rest goes on a page of its own.")}
        </p>
      )}
      {plenty && !over && (
        <p className="small soft paper__over" id="paper-over">
          {t("{{count}} words on this page; readers of this age like up to {{most}}.", { ...plenty })}
        </p>
      )}
    </section>
  );
}

/** The arrival that was answered last: where its page is deleted, the next one on the screen is not the new one. */
let answered = "";

/** A page that was just added is there to be written on. */
function useFocusOnNew(box: RefObject<HTMLTextAreaElement | null>): void {
  const { state, key } = useLocation();
  useEffect(() => {
    const wished = typeof state === "object" && state !== null && "write" in state;
    if (!wished || key === answered) return;
    answered = key;
    box.current?.focus();
  }, [state, key, box]);
}
