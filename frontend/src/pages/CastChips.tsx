import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { studioQuery } from "../api/queries";
import type { Character, Story, Worn } from "../api/types";
import { notDrawable, offered } from "../cast/states";
import { t } from "../language/language";
import { Silhouette } from "../ui/art";
import { Choice } from "../ui/Choice";

interface CastChipsProps {
  story: Story;
  chosen: string[];
  worn: Worn[];
  readOnly: boolean;
  onChange(ids: string[]): void;
  onWear(worn: Worn[]): void;
}

/** Who is in the picture: each member of the cast on or off. */
export function CastChips({ story, chosen, worn, readOnly, onChange, onWear }: CastChipsProps) {
  const tested = useQuery(studioQuery).data?.tested_characters;
  const waiting = story.cast.filter((one) => chosen.includes(one.id) && notDrawable(one));
  if (story.cast.length === 0) {
    return (
      <p>
        {t("Nobody is in the cast yet. A place can be drawn without anybody.")}{" "}
        <Link to={`/stories/${story.id}/cast`}>{t("Add who is in your story")}</Link>
      </p>
    );
  }
  const toggle = (id: string): void =>
    onChange(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  return (
    <fieldset className="who" disabled={readOnly} data-part="cast" tabIndex={-1}>
      <legend className="field__label">{t("Who is in it")}</legend>
      <div className="row">
        {offered(story.cast, chosen).map((character) => (
          <CastChip
            key={character.id}
            character={character}
            on={chosen.includes(character.id)}
            onToggle={() => toggle(character.id)}
          />
        ))}
      </div>
      {story.cast
        .filter(({ id, outfits }) => chosen.includes(id) && outfits.length > 0)
        .map((character) => (
          <Wears key={character.id} character={character} worn={worn} onWear={onWear} />
        ))}
      {tested !== undefined && chosen.length > tested && (
        <p className="note small">
          {t("Take someone out: up to {{limit}} can be drawn together.", { limit: tested })}
        </p>
      )}
      {waiting.map((character) => (
        <p key={character.id} className="note small">
          {t("{{name}} has to be learnt before this page can be drawn.", { name: character.name })}{" "}
          <Link to={`/stories/${story.id}/cast`}>{t("Go to the cast")}</Link>
        </p>
      ))}
    </fieldset>
  );
}

interface WearsProps {
  character: Character;
  worn: Worn[];
  onWear(worn: Worn[]): void;
}

/** What somebody in the picture wears; only what is learnt can be drawn. */
function Wears({ character: { id, name, outfits }, worn, onWear }: WearsProps) {
  const now = worn.find(({ character }) => character === id)?.outfit;
  const others = worn.filter(({ character }) => character !== id);
  const known = outfits.find((outfit) => outfit.id === now);
  return (
    <div className="who__wears">
      <Choice
        label={t("{{name}} wears", { name })}
        value={known?.id ?? ""}
        options={[
          ["", t("What was learnt first")],
          ...outfits
            .filter((outfit) => outfit.state === "ready" || outfit.id === now)
            .map((outfit): [string, string] => [outfit.id, outfit.name]),
        ]}
        onChange={(outfit) => onWear(outfit ? [...others, { character: id, outfit }] : others)}
      />
      {known && known.state !== "ready" && (
        <p className="note small">
          {t("“{{outfit}}” has to be learnt before this page can be drawn with it.", { outfit: known.name })}
        </p>
      )}
    </div>
  );
}

function CastChip({ character, on, onToggle }: { character: Character; on: boolean; onToggle(): void }) {
  const target = character.candidates.find((candidate) => candidate.id === character.target);
  return (
    <button type="button" className="who__chip" aria-pressed={on} onClick={onToggle}>
      <span className="who__face">{target ? <img src={target.url} alt="" /> : <Silhouette />}</span>
      {character.name}
    </button>
  );
}
