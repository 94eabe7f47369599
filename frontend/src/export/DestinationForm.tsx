import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { profilesQuery } from "../api/queries";
import type { Destination, Profile } from "../api/types";
import { t } from "../language/language";
import { Field } from "../ui/Field";

interface DestinationFormProps {
  value: Destination;
  onChange(value: Destination): void;
}

/** Where the book goes, and what only a printed book asks for. */
export function DestinationForm({ value, onChange }: DestinationFormProps) {
  const profiles = useQuery(profilesQuery).data ?? [];
  const chosen = profiles.find((each) => each.id === value.profile);
  return (
    <>
      <Choice
        label={t("Where the book goes")}
        value={value.profile}
        options={profiles.map((each) => [each.id, each.name])}
        onChange={(profile) => onChange({ ...value, profile, trim: "", draft: false })}
      />
      {chosen && <About profile={chosen} />}
      {chosen && chosen.trims.length > 1 && (
        <Choice
          label={t("Page size")}
          value={value.trim || (chosen.trims[0] ?? "")}
          options={chosen.trims.map((trim) => [trim, trim])}
          onChange={(trim) => onChange({ ...value, trim })}
        />
      )}
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

function About({ profile }: { profile: Profile }) {
  return (
    <p className="soft">
      {profile.about}
      {profile.sources.length > 0 && (
        <span className="small"> {t("Its rules were read on {{date}}.", { date: profile.checked })}</span>
      )}
    </p>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  options: [value: string, label: string][];
  onChange(value: string): void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {label}
      </label>
      <select id={id} className="input" value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map(([each, name]) => (
          <option key={each} value={each}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
