import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { studioQuery } from "../api/queries";
import { t } from "../language/language";
import { BlankPicture } from "../ui/art";
import { styleName, stylePicture } from "./styles";
import "./styles.css";

interface StyleTilesProps {
  label: string;
  value: string;
  /** As the painter is told; "" leaves it to the painter. */
  styles: string[];
  onChange(style: string): void;
}

/** One style of several, each with a picture that the painter drew in it, as far as there is one. */
export function StyleTiles({ label, value, styles, onChange }: StyleTilesProps) {
  const group = useId();
  const painter = useQuery(studioQuery).data?.backend ?? "";
  const shown = styles.some((style) => stylePicture(painter, style));
  return (
    <fieldset className="styles">
      <legend className="field__label">{label}</legend>
      <div className="styles__tiles">
        {styles.map((style) => (
          <Tile
            key={style}
            group={group}
            style={style}
            picture={shown ? (stylePicture(painter, style) ?? "") : undefined}
            chosen={style === value}
            onChoose={() => onChange(style)}
          />
        ))}
      </div>
    </fieldset>
  );
}

interface TileProps {
  group: string;
  style: string;
  /** "" where it has none and others beside it have; with `undefined` none has. */
  picture: string | undefined;
  chosen: boolean;
  onChoose(): void;
}

function Tile({ group, style, picture, chosen, onChoose }: TileProps) {
  const [name, shown] = [useId(), useId()];
  return (
    <label className="styles__tile" data-chosen={chosen || undefined}>
      {picture === "" && <BlankPicture />}
      {picture && (
        <img
          id={shown}
          src={picture}
          alt={t("A white fox with a red scarf in a forest, drawn in this style")}
          width={160}
          height={160}
        />
      )}
      <span className="styles__name">
        <input
          type="radio"
          name={group}
          checked={chosen}
          aria-labelledby={name}
          aria-describedby={picture ? shown : undefined}
          onChange={onChoose}
        />
        <span id={name}>{style === "" ? t("As the painter likes") : styleName(style)}</span>
      </span>
    </label>
  );
}
