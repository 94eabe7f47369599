import { useQuery } from "@tanstack/react-query";
import { profilesQuery } from "../api/queries";
import type { Profile, Story } from "../api/types";
import { heard, t } from "../language/language";
import { Choice } from "../ui/Choice";
import { StyleTiles } from "../words/StyleTiles";
import { useKnownStyles } from "../words/styles";
import { readersName } from "./readers";

/** What a story is to become: where its book goes, who reads it, and how its pictures look. */
export type Aims = Pick<Story, "profile" | "trim" | "readers" | "style">;

interface AimsFieldsProps {
  value: Aims;
  /** How many pages the story has. */
  pages: number;
  onChange(change: Partial<Aims>): void;
}

const READERS: Aims["readers"][] = ["", "0-3", "4-6", "7-9", "10+"];

export function AimsFields({ value, pages, onChange }: AimsFieldsProps) {
  const profiles = useQuery(profilesQuery).data ?? [];
  const chosen = profiles.find(({ id }) => id === value.profile);
  return (
    <>
      <Choice
        label={t("Where the book goes")}
        value={value.profile}
        options={[["", t("Decide later")], ...profiles.map(named)]}
        onChange={(profile) => onChange({ profile, trim: "" })}
      />
      {chosen && chosen.trims.length > 1 && (
        <Choice
          label={t("Page size")}
          value={value.trim || (chosen.trims[0] ?? "")}
          options={chosen.trims.map((trim) => [trim, heard(trim)])}
          onChange={(trim) => onChange({ trim })}
        />
      )}
      <Choice
        label={t("Age of the readers")}
        value={value.readers}
        options={READERS.map((age) => [age, readersName(age)])}
        onChange={(readers) => onChange({ readers })}
      />
      <StyleChoice value={value.style} onChange={(style) => onChange({ style })} />
      {chosen && pages < chosen.least_pages && <FewPages profile={chosen} />}
    </>
  );
}

function named({ id, name }: Profile): [id: string, name: string] {
  return [id, heard(name)];
}

/** The styles that the painter knows by name; a story may have another one, in words of its own. */
function StyleChoice({ value, onChange }: { value: string; onChange(style: string): void }) {
  const known = useKnownStyles();
  const styles = value === "" || known.includes(value) ? known : [value, ...known];
  if (styles.length === 0) return null;
  return (
    <StyleTiles label={t("Each picture is")} value={value} styles={["", ...styles]} onChange={onChange} />
  );
}

/** No reason to stop: what a printer wants more is planned around the story. */
function FewPages({ profile }: { profile: Profile }) {
  return (
    <p className="small soft aims__note">
      {t(
        "{{printer}} prints from {{least}} pages. Yours become pages of text and pages of picture, with a title page and pages before and after them.",
        { printer: heard(profile.name), least: profile.least_pages },
      )}
    </p>
  );
}
