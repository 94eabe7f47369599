import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useLocation } from "react-router";
import type { Picture } from "../api/types";
import { BlankPicture } from "../ui/art";
import "./paper.css";

interface PaperProps {
  number: number;
  picture: Picture | undefined;
  text: string;
  onText(text: string): void;
}

/** The page at print shape (8.5 inches square): picture above, live text below, as the book will have it. */
export function Paper({ number, picture, text, onText }: PaperProps) {
  const [box, over] = useFittingSize(text);
  useFocusOnNew(box);
  return (
    <section className="paper" aria-label={`Page ${number}`}>
      <div className="paper__sheet">
        <div className="paper__picture">
          {picture ? <img key={picture.id} src={picture.url} alt={picture.prompt} /> : <NoPicture />}
        </div>
        <label className="paper__place">
          <span className="only-heard">Page text</span>
          <textarea
            ref={box}
            className="paper__text"
            aria-describedby={over ? "paper-over" : undefined}
            value={text}
            rows={1}
            maxLength={2000}
            placeholder="Write the page here…"
            onChange={(event) => onText(event.target.value)}
          />
        </label>
        <span className="paper__number" aria-hidden="true">
          {number}
        </span>
      </div>
      {over && (
        <p className="note small paper__over" id="paper-over">
          This is more than fits under the picture. In the book, the rest goes on a page of its own.
        </p>
      )}
    </section>
  );
}

function NoPicture() {
  return (
    <div className="paper__blank">
      <BlankPicture />
      <p>The picture comes here once it is drawn.</p>
    </div>
  );
}

/** The book sets a page's text in 18 points, or 16, or 14, whichever fits first; beyond that it flows on. */
const SIZES = ["18", "16", "14"];

/** A page that was just added is there to be written on. */
function useFocusOnNew(box: RefObject<HTMLTextAreaElement | null>): void {
  const state: unknown = useLocation().state;
  useEffect(() => {
    if (typeof state === "object" && state !== null && "write" in state) box.current?.focus();
  }, [state, box]);
}

/** Sets the text area to the size that the book will take, and tells when even the smallest is too large. */
function useFittingSize(text: string) {
  const box = useRef<HTMLTextAreaElement>(null);
  const [over, setOver] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is what changes the height that is measured.
  useLayoutEffect(() => {
    const measure = (): void => setOver(!SIZES.some((size) => fits(box.current, size)));
    measure();
    // The first measure may have been made before the book's typeface was there.
    if ("fonts" in document) void document.fonts.ready.then(measure);
  }, [text]);
  return [box, over] as const;
}

function fits(element: HTMLTextAreaElement | null, size: string): boolean {
  if (!element) return true;
  element.dataset.size = size;
  return element.scrollHeight <= element.clientHeight + 2;
}
