import { type KeyboardEvent, type PointerEvent, useId, useRef, useState } from "react";
import type { Box, Character, Place } from "../api/types";
import { t } from "../language/language";
import { moved, percent, resized, STEP } from "./boxes";

interface StageProps {
  places: Place[];
  /** Whose places they are. */
  cast: Pick<Character, "id" | "name">[];
  /** Address of the picture that lies under the places. */
  picture: string | undefined;
  readOnly: boolean;
  onChange(place: Place): void;
}

/** The picture with everybody's place over it: to be dragged, or moved and sized with the arrow keys. */
export function Stage({ places, cast, picture, readOnly, onChange }: StageProps) {
  const help = useId();
  const front = places.toSorted((a, b) => b.depth - a.depth);
  return (
    <div>
      {/* Left is left in every language. */}
      <div className="stage" dir="ltr">
        {picture && <img src={picture} alt="" className="stage__picture" />}
        {front.map((place) => (
          <PlaceBox
            key={place.character}
            place={place}
            name={cast.find(({ id }) => id === place.character)?.name ?? t("somebody")}
            pattern={places.indexOf(place) % 4}
            help={help}
            readOnly={readOnly}
            onChange={(box) => onChange({ ...place, box })}
          />
        ))}
      </div>
      <p className="small soft" id={help}>
        {t("Drag a place, or its corner. Arrow keys move it, with Shift they change its size.")}
      </p>
    </div>
  );
}

interface PlaceBoxProps {
  place: Place;
  name: string;
  pattern: number;
  help: string;
  readOnly: boolean;
  onChange(box: Box): void;
}

function PlaceBox({ place, name, pattern, help, readOnly, onChange }: PlaceBoxProps) {
  const drag = useDrag(place.box, onChange);
  const box = drag.box;
  const press = (event: KeyboardEvent): void => {
    const next = keyed(box, event);
    if (!next) return;
    event.preventDefault();
    onChange(next);
  };
  return (
    <button
      type="button"
      className="place"
      data-pattern={pattern}
      disabled={readOnly}
      aria-describedby={help}
      aria-label={spoken(name, box)}
      style={{
        left: `${100 * box.left}%`,
        top: `${100 * box.top}%`,
        width: `${100 * (box.right - box.left)}%`,
        height: `${100 * (box.bottom - box.top)}%`,
      }}
      onKeyDown={press}
      {...drag.handlers(moved)}
    >
      <span className="place__name">{name}</span>
      <span className="place__corner" aria-hidden="true" {...drag.handlers(resized)} />
    </button>
  );
}

function spoken(name: string, box: Box): string {
  return t(
    "Place of {{name}}: {{left}} % from the left, {{top}} % from the top, {{width}} % wide, {{height}} % high",
    {
      name,
      left: percent(box, "left"),
      top: percent(box, "top"),
      width: percent(box, "width"),
      height: percent(box, "height"),
    },
  );
}

const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
};

/** The box after a key, if the key means something. */
function keyed(box: Box, { key, shiftKey, ctrlKey, altKey, metaKey }: KeyboardEvent): Box | null {
  const way = ARROWS[key];
  if (!way || ctrlKey || altKey || metaKey) return null;
  return (shiftKey ? resized : moved)(box, ...way);
}

type Change = (box: Box, across: number, down: number) => Box;

interface Dragged {
  pointer: number;
  x: number;
  y: number;
  change: Change;
}

/** The box while it is dragged; what it has become is told once, when it is let go. */
function useDrag(box: Box, onDone: (box: Box) => void) {
  const [live, setLive] = useState<Box | null>(null);
  const from = useRef<Dragged | null>(null);
  const at = (event: PointerEvent<HTMLElement>): Box | null => {
    const stage = event.currentTarget.closest(".stage")?.getBoundingClientRect();
    if (!from.current || from.current.pointer !== event.pointerId || !stage) return null;
    const { x, y, change } = from.current;
    return change(box, (event.clientX - x) / stage.width, (event.clientY - y) / stage.height);
  };
  const end = (done: Box | null): void => {
    from.current = null;
    setLive(null);
    if (done) onDone(done);
  };
  const handlers = (change: Change) => ({
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.button !== 0 || from.current) return;
      event.stopPropagation();
      event.currentTarget.setPointerCapture(event.pointerId);
      from.current = { pointer: event.pointerId, x: event.clientX, y: event.clientY, change };
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      const next = at(event);
      if (next) setLive(next);
    },
    onPointerUp(event: PointerEvent<HTMLElement>) {
      if (from.current) end(live && at(event));
    },
    onPointerCancel() {
      if (from.current) end(null);
    },
  });
  return { box: live ?? box, handlers };
}
