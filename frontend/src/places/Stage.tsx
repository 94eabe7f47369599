import { useId, useState } from "react";
import type { Character, Place } from "../api/types";
import { t } from "../language/language";
import { Painter } from "./Painter";
import { PlaceBox } from "./PlaceBox";
import { type Tool, Tools } from "./Tools";

interface StageProps {
  places: Place[];
  /** Whose places they are. */
  cast: Pick<Character, "id" | "name">[];
  /** Address of the picture that lies under the places. */
  picture: string | undefined;
  readOnly: boolean;
  onChange(place: Place): void;
}

/** The picture with everybody's place over it: to be dragged or painted, with the pointer or with keys. */
export function Stage({ places, cast, picture, readOnly, onChange }: StageProps) {
  const help = useId();
  const [tool, setTool] = useState<Tool>({ doing: "move", brush: "medium", who: "" });
  const front = places.toSorted((a, b) => b.depth - a.depth);
  const nameOf = (place: Place): string =>
    cast.find(({ id }) => id === place.character)?.name ?? t("somebody");
  const patternOf = (place: Place): number => places.indexOf(place) % 4;
  const chosen = places.find(({ character }) => character === tool.who) ?? places[0];
  const painted = readOnly || tool.doing === "move" ? undefined : chosen;
  return (
    <div className="stack">
      {!readOnly && chosen && (
        <Tools
          tool={tool}
          people={places.map((place) => ({
            id: place.character,
            name: nameOf(place),
            pattern: patternOf(place),
          }))}
          chosen={chosen}
          onTool={setTool}
          onBox={() => onChange({ ...chosen, painted: null })}
        />
      )}
      {/* Left is left in every language. */}
      <div className="stage" dir="ltr">
        {picture && <img src={picture} alt="" className="stage__picture" />}
        {front
          .filter((place) => place !== painted)
          .map((place) => (
            <PlaceBox
              key={place.character}
              place={place}
              name={nameOf(place)}
              pattern={patternOf(place)}
              help={help}
              readOnly={readOnly || painted !== undefined}
              onChange={onChange}
            />
          ))}
        {painted && (
          <Painter
            key={painted.character}
            place={painted}
            name={nameOf(painted)}
            pattern={patternOf(painted)}
            mark={tool.doing === "paint" ? "1" : "0"}
            brush={tool.brush}
            help={help}
            onChange={onChange}
          />
        )}
      </div>
      <p className="small soft" id={help}>
        {painted
          ? t(
              "Draw over the picture. With keys: arrows move the brush, the space bar presses it down, Shift with an arrow draws a line.",
            )
          : t("Drag a place, or its corner. Arrow keys move it, with Shift they change its size.")}
      </p>
    </div>
  );
}
