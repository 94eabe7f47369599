import { useId } from "react";
import { Marked } from "../words/Marked";
import { MentionArea } from "../words/MentionArea";
import type { Person } from "../words/mentions";

const KINDS = {
  text: { type: "text", autoComplete: "off" },
  password: { type: "password", autoComplete: "current-password" },
};

interface FieldProps {
  label: string;
  value: string;
  onChange(value: string): void;
  hint?: string;
  placeholder?: string;
  maxLength?: number;
  rows?: number;
  required?: boolean;
  readOnly?: boolean;
  /** Not saved while it is written: the browser's own undo serves it. */
  ownUndo?: boolean;
  /** Words, or a password that the browser may know. */
  kind?: keyof typeof KINDS;
  /** What the address calls it: see `useArrival`. */
  part?: string;
  /** Id of the element that says something about the words. It stands below the buttons: what comes and goes must not
   * move a button away from under the pointer. */
  saidBy?: string;
  /** Words to be underlined. */
  unknown?: string[];
  /** Who is offered at an "@". */
  mentions?: { people: Person[]; onMention(person: Person): void };
}

/** A labelled text field; several lines high where `rows` is given. */
export function Field({ kind = "text", ...props }: FieldProps) {
  const { label, hint, saidBy, rows, onChange, unknown, mentions, ownUndo, part, ...input } = props;
  const id = useId();
  const common = {
    ...input,
    id,
    className: "input",
    dir: "auto",
    "data-own-undo": ownUndo || undefined,
    "data-part": part,
    "aria-describedby": `${id}-hint ${saidBy ?? ""}`.trim(),
  };
  const typed = (event: { target: { value: string } }): void => onChange(event.target.value);
  const control = mentions ? (
    <MentionArea {...common} {...mentions} rows={rows ?? 1} onText={onChange} />
  ) : rows ? (
    <textarea {...common} rows={rows} onChange={typed} />
  ) : (
    <input {...KINDS[kind]} {...common} onChange={typed} />
  );
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {label}
      </label>
      {unknown ? (
        <Marked text={input.value} unknown={unknown}>
          {control}
        </Marked>
      ) : (
        control
      )}
      {hint && (
        <p className="field__hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
