import { useQuery } from "@tanstack/react-query";
import { profilesQuery } from "../api/queries";
import type { Destination, Profile } from "../api/types";
import { heard, t } from "../language/language";
import { Choice } from "../ui/Choice";
import { Field } from "../ui/Field";
import { day } from "../ui/time";
import { SpineWidth } from "./SpineWidth";
import { FACES } from "./useDestination";

interface DestinationFormProps {
  value: Destination;
  /** How many pages are printed; undefined until that is known. */
  pages: number | undefined;
  onChange(value: Destination): void;
}

/** Where the book goes, and what only a printed book asks for. */
export function DestinationForm({ value, pages, onChange }: DestinationFormProps) {
  const profiles = useQuery(profilesQuery).data ?? [];
  const chosen = profiles.find((each) => each.id === value.profile);
  return (
    <>
      <Choice
        label={t("Where the book goes")}
        value={value.profile}
        options={profiles.map((each) => [each.id, heard(each.name)])}
        onChange={(profile) => onChange({ ...value, profile, trim: "", facing: false, draft: false })}
      />
      {chosen && <About profile={chosen} />}
      {chosen && chosen.trims.length > 1 && (
        <Choice
          label={t("Page size")}
          value={value.trim || (chosen.trims[0] ?? "")}
          options={chosen.trims.map((trim) => [trim, heard(trim)])}
          onChange={(trim) => onChange({ ...value, trim })}
        />
      )}
      {chosen?.facing && (
        <label className="switch">
          <input
            type="checkbox"
            checked={value.facing}
            onChange={({ target }) => onChange({ ...value, facing: target.checked })}
          />
          {t("Two facing pages side by side, as in the open book")}
        </label>
      )}
      {chosen?.spine_by_hand && <SpineWidth value={value} pages={pages} onChange={onChange} />}
      <Choice
        label={t("Typeface")}
        value={value.face}
        options={FACES.map((face) => [face, faceName(face)])}
        onChange={(name) => onChange({ ...value, face: FACES.find((face) => face === name) ?? FACES[0] })}
      />
      {chosen?.matter && (
        <Field
          label={t("Dedication, on a page of its own")}
          value={value.dedication}
          onChange={(dedication) => onChange({ ...value, dedication })}
          maxLength={300}
          ownUndo
        />
      )}
    </>
  );
}

function faceName(face: Destination["face"]): string {
  const names = {
    Andika: t("Andika, for children who learn to read"),
    Lexend: t("Lexend, easier to read with dyslexia"),
  };
  return names[face];
}

function About({ profile }: { profile: Profile }) {
  return (
    <p className="soft">
      <bdi>{heard(profile.about)}</bdi>
      {profile.sources.length > 0 && (
        <span className="small">
          {" "}
          {t("Its rules were read on {{date}}.", { date: day(profile.checked) })}
        </span>
      )}
    </p>
  );
}
