import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { studioQuery } from "../api/queries";
import type { Character, Story } from "../api/types";
import { notDrawable, offered } from "../cast/states";
import { t } from "../language/language";
import { Silhouette } from "../ui/art";

interface CastChipsProps {
  story: Story;
  chosen: string[];
  readOnly: boolean;
  onChange(ids: string[]): void;
}

/** Who is in the picture: each member of the cast on or off. */
export function CastChips({ story, chosen, readOnly, onChange }: CastChipsProps) {
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

function CastChip({ character, on, onToggle }: { character: Character; on: boolean; onToggle(): void }) {
  const target = character.candidates.find((candidate) => candidate.id === character.target);
  return (
    <button type="button" className="who__chip" aria-pressed={on} onClick={onToggle}>
      <span className="who__face">{target ? <img src={target.url} alt="" /> : <Silhouette />}</span>
      {character.name}
    </button>
  );
}
