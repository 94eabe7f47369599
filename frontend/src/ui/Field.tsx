import { useId } from "react";

interface FieldProps {
  label: string;
  value: string;
  onChange(value: string): void;
  hint?: string;
  placeholder?: string;
  maxLength?: number;
  rows?: number;
  required?: boolean;
  /** Id of the element that says something about the words. It stands below the buttons: what comes and goes must not
   * move a button away from under the pointer. */
  saidBy?: string;
}

/** A labelled text field; several lines high where `rows` is given. */
export function Field({ label, hint, saidBy, rows, onChange, ...input }: FieldProps) {
  const id = useId();
  const common = {
    ...input,
    id,
    className: "input",
    "aria-describedby": `${id}-hint ${saidBy ?? ""}`.trim(),
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  };
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {label}
      </label>
      {rows ? <textarea {...common} rows={rows} /> : <input type="text" autoComplete="off" {...common} />}
      {hint && (
        <p className="field__hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
