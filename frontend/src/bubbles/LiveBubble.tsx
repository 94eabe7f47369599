import { type KeyboardEvent, useId, useRef } from "react";
import type { Box, Bubble } from "../api/types";
import { t } from "../language/language";
import { moved, percent, resized } from "../places/boxes";
import { arrow } from "../places/keys";
import { useDrag } from "../places/useDrag";
import { BubbleShape, boxStyle, grown, insideStyle } from "./BubbleShape";
import { LONGEST_BUBBLE, tip } from "./bubbles";
import { useFittingWords } from "./useFittingWords";
import "./bubbles.css";

interface LiveBubbleProps {
  bubble: Bubble;
  number: number;
  /** Of the picture, in inches. */
  side: number;
  lang: string;
  onChange(bubble: Bubble): void;
}

/** Words over a picture as they are made: written in their place, dragged, or moved and sized with the arrow keys. */
export function LiveBubble({ bubble, number, side, lang, onChange }: LiveBubbleProps) {
  const help = useId();
  const words = useRef<HTMLParagraphElement>(null);
  const body = useDrag(bubble.box, (box) => onChange({ ...bubble, box }));
  const tail = useDrag(tip(bubble.tail ?? { left: 0, top: 0 }), (box) =>
    onChange({ ...bubble, tail: { left: box.left, top: box.top } }),
  );
  const shown = {
    box: body.box,
    tail: bubble.tail && { left: tail.box.left, top: tail.box.top },
    kind: bubble.kind,
  };
  const needed = useFittingWords(words, { text: bubble.text, box: shown.box });
  const over = needed > 0;
  return (
    <div className="bubble bubble--live" data-over={over || undefined}>
      <BubbleShape bubble={{ ...shown, box: grown(shown.box, needed, side) }} side={side} />
      <div className="bubble__inside" style={insideStyle(shown.box, side)}>
        <p ref={words} className="bubble__words" lang={lang} dir="auto" aria-hidden="true">
          {bubble.text || "…"}
        </p>
      </div>
      <textarea
        className="bubble__field"
        style={atLeast(shown.box)}
        aria-label={t("Words {{number}}", { number })}
        rows={1}
        maxLength={LONGEST_BUBBLE}
        lang={lang}
        dir="auto"
        value={bubble.text}
        onChange={({ target }) => onChange({ ...bubble, text: target.value })}
      />
      <Handle
        name={t("Place of words {{number}}", { number })}
        help={help}
        box={shown.box}
        drag={body}
        onBox={(box) => onChange({ ...bubble, box })}
      />
      {shown.tail && (
        <TailHandle
          name={t("Tail of words {{number}}", { number })}
          box={tip(shown.tail)}
          drag={tail}
          onBox={({ left, top }) => onChange({ ...bubble, tail: { left, top } })}
        />
      )}
      {over && (
        <p className="note small bubble__over" dir="auto">
          {t("This is more than fits into it. In the book it is made larger: look what it covers.")}
        </p>
      )}
      <span id={help} className="only-heard">
        {t("Arrow keys move it, with Shift they change its size.")}
      </span>
    </div>
  );
}

interface HandleProps {
  name: string;
  box: Box;
  drag: ReturnType<typeof useDrag>;
  onBox(box: Box): void;
}

/** The edge of a bubble, with a grip at its top and a corner to size it by. */
function Handle({ name, help, box, drag, onBox }: HandleProps & { help: string }) {
  const press = (event: KeyboardEvent): void => {
    const way = arrow(event);
    if (!way) return;
    event.preventDefault();
    onBox((event.shiftKey ? resized : moved)(box, ...way));
  };
  return (
    <div className="bubble__frame" style={boxStyle(box)}>
      <button
        type="button"
        className="bubble__grip"
        aria-describedby={help}
        aria-label={`${name}: ${spoken(box)}`}
        onKeyDown={press}
        {...drag.handlers(moved)}
      />
      <span className="bubble__corner" aria-hidden="true" {...drag.handlers(resized)} />
    </div>
  );
}

function TailHandle({ name, box, drag, onBox }: HandleProps) {
  const press = (event: KeyboardEvent): void => {
    const way = arrow(event);
    if (!way) return;
    event.preventDefault();
    onBox(moved(box, ...way));
  };
  const { left, top } = boxStyle(box);
  return (
    <button
      type="button"
      className="bubble__tip"
      style={{ left, top }}
      aria-label={`${name}: ${t("{{left}} % from the left, {{top}} % from the top", { left: percent(box, "left"), top: percent(box, "top") })}`}
      onKeyDown={press}
      {...drag.handlers(moved)}
    />
  );
}

/** Where a field covers a box, and grows with what is written in it. */
function atLeast(box: Box) {
  const { left, top, width, height } = boxStyle(box);
  return { left, top, minWidth: `max(24px, ${width})`, minHeight: `max(24px, ${height})` };
}

function spoken(box: Box): string {
  return t("{{left}} % from the left, {{top}} % from the top, {{width}} % wide, {{height}} % high", {
    left: percent(box, "left"),
    top: percent(box, "top"),
    width: percent(box, "width"),
    height: percent(box, "height"),
  });
}
