import type { KeyboardEvent } from "react";
import type { Box, Place } from "../api/types";
import { t } from "../language/language";
import { fitted } from "./areas";
import { moved, percent, resized } from "./boxes";
import { arrow } from "./keys";
import { Shape } from "./Shape";
import { useDrag } from "./useDrag";

interface PlaceBoxProps {
  place: Place;
  name: string;
  pattern: number;
  help: string;
  readOnly: boolean;
  onChange(place: Place): void;
}

/** Somebody's place: a box with their name, or what was painted with the box around it. */
export function PlaceBox({ place, name, pattern, help, readOnly, onChange }: PlaceBoxProps) {
  const drag = useDrag(place.box, (box) => onChange(fitted(place, box)));
  const shown = fitted(place, drag.box);
  const { box, painted } = shown;
  const press = (event: KeyboardEvent): void => {
    const way = arrow(event);
    if (!way) return;
    event.preventDefault();
    onChange(fitted(place, (event.shiftKey ? resized : moved)(place.box, ...way)));
  };
  return (
    <>
      {painted && <Shape rows={painted} pattern={pattern} />}
      <button
        type="button"
        className="place tint"
        data-pattern={pattern}
        data-painted={painted ? "" : undefined}
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
    </>
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
