import { useState } from "react";
import type { Box, Character, Panel, Place } from "../api/types";
import { t } from "../language/language";
import type { SaveQueue } from "../saving/queue";
import { Button } from "../ui/Button";
import { fitted } from "./areas";
import {
  completed,
  type Preset,
  percent,
  placesFor,
  type Side,
  stacked,
  withPercent,
  withPlace,
} from "./boxes";
import { Stage } from "./Stage";
import { SIDES } from "./sides";
import "./places.css";

interface WhereProps {
  cast: Character[];
  draft: SaveQueue<Panel>;
  picture: string | undefined;
  readOnly: boolean;
}

/** Where everybody in the picture is to stand; left to the model until somebody says so. */
export function Where({ cast, draft, picture, readOnly }: WhereProps) {
  const inIt = draft.value("cast");
  const places = draft.value("places");
  const placed = inIt.some((id) => places.some(({ character }) => character === id));
  if (inIt.length === 0) return null;
  const standing = completed(inIt, places);
  const put = (next: Place[]): void => draft.edit({ places: next.reduce(withPlace, places) });
  const free = (): void =>
    draft.edit({ places: places.filter(({ character }) => !inIt.includes(character)) });
  return (
    <details className="where" open={placed || undefined}>
      <summary>{placed ? t("Where they stand") : t("Where they stand: as the painter likes")}</summary>
      <div className="stack">
        <Presets
          count={inIt.length}
          placed={placed}
          readOnly={readOnly}
          onArrange={(preset) => put(placesFor(inIt, preset))}
          onClear={free}
        />
        {placed && (
          <Placed
            cast={cast}
            places={standing}
            picture={picture}
            readOnly={readOnly}
            onChange={(place) => put(withPlace(standing, place))}
            onStack={(character, way) => put(stacked(standing, character, way))}
          />
        )}
      </div>
    </details>
  );
}

interface PresetsProps {
  count: number;
  placed: boolean;
  readOnly: boolean;
  onArrange(preset: Preset): void;
  onClear(): void;
}

function Presets({ count, placed, readOnly, onArrange, onClear }: PresetsProps) {
  const presets: [Preset, string][] =
    count === 1
      ? [["beside", t("Anywhere")]]
      : [
          ["beside", t("Side by side")],
          ["close", t("Close together")],
          ["behind", t("One behind another")],
        ];
  return (
    <div className="row">
      {presets.map(([preset, label]) => (
        <Button key={preset} size="small" disabled={readOnly} onClick={() => onArrange(preset)}>
          {label}
        </Button>
      ))}
      {placed && (
        <Button size="small" look="bare" disabled={readOnly} onClick={onClear}>
          {t("As the painter likes")}
        </Button>
      )}
    </div>
  );
}

interface PlacedProps {
  cast: Character[];
  places: Place[];
  picture: string | undefined;
  readOnly: boolean;
  onChange(place: Place): void;
  onStack(character: string, way: "front" | "back"): void;
}

function Placed({ cast, places, picture, readOnly, onChange, onStack }: PlacedProps) {
  return (
    <>
      <Stage places={places} cast={cast} picture={picture} readOnly={readOnly} onChange={onChange} />
      <details>
        <summary className="small">{t("In numbers")}</summary>
        <ul className="where__list">
          {places.map((place) => (
            <PlaceNumbers
              key={place.character}
              place={place}
              name={cast.find(({ id }) => id === place.character)?.name ?? t("somebody")}
              many={places.length > 1}
              readOnly={readOnly}
              onChange={onChange}
              onStack={(way) => onStack(place.character, way)}
            />
          ))}
        </ul>
      </details>
    </>
  );
}

interface PlaceNumbersProps {
  place: Place;
  name: string;
  many: boolean;
  readOnly: boolean;
  onChange(place: Place): void;
  onStack(way: "front" | "back"): void;
}

/** The same place in numbers, for who does not drag. */
function PlaceNumbers({ place, name, many, readOnly, onChange, onStack }: PlaceNumbersProps) {
  return (
    <li>
      <fieldset className="where__numbers" disabled={readOnly}>
        <legend>{name}</legend>
        {SIDES().map(([side, label]) => (
          <PlaceNumber
            key={side}
            label={label}
            side={side}
            box={place.box}
            onChange={(box) => onChange(fitted(place, box))}
          />
        ))}
        {many && (
          <div className="row">
            <Button
              size="small"
              look="bare"
              onClick={() => onStack("front")}
              aria-label={t("{{name}} to the front", { name })}
            >
              {t("To the front")}
            </Button>
            <Button
              size="small"
              look="bare"
              onClick={() => onStack("back")}
              aria-label={t("{{name}} to the back", { name })}
            >
              {t("To the back")}
            </Button>
          </div>
        )}
      </fieldset>
    </li>
  );
}

interface PlaceNumberProps {
  label: string;
  side: Side;
  box: Box;
  onChange(box: Box): void;
}

/** One number in per cent. What is typed stands until it can be had, or else until the field is left. */
export function PlaceNumber({ label, side, box, onChange }: PlaceNumberProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const apply = (value: number): void => {
    if (Number.isFinite(value)) onChange(withPercent(box, side, value));
  };
  const type = (value: string): void => {
    const wanted = Number.parseFloat(value);
    const possible = percent(withPercent(box, side, wanted), side) === Math.round(wanted);
    if (possible) apply(wanted);
    setTyped(possible ? null : value);
  };
  return (
    <label className="where__number">
      <span className="small">{label}</span>
      <input
        type="number"
        className="input"
        min={0}
        max={100}
        step={5}
        value={typed ?? percent(box, side)}
        onChange={({ target }) => type(target.value)}
        onBlur={() => {
          if (typed !== null) apply(Number.parseFloat(typed));
          setTyped(null);
        }}
      />
    </label>
  );
}
