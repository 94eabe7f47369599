import { useId } from "react";
import { t } from "../language/language";
import { ConflictNote } from "../saving/ConflictNote";
import { type Send, type Undoable, useDraft } from "../saving/useDraft";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { Field } from "../ui/Field";
import { useWordCheck, wholeWord } from "../words/useWordCheck";
import { WordHints } from "../words/WordHints";

export interface Described {
  id: string;
  revision: number;
  name: string;
  description: string;
}

interface WordsProps<T extends Described> {
  kind: "character" | "outfit";
  thing: T;
  send: Send<T>;
  undoable: Undoable;
  longestName: number;
  /** What the description says. */
  label: string;
  onDone(): void;
}

/** Name and words, saved while they are written. */
export function Words<T extends Described>(props: WordsProps<T>) {
  const { kind, thing, send, undoable, longestName, label, onDone } = props;
  const draft = useDraft<Described>(kind, thing, send, undoable);
  const description = draft.value("description");
  const words = useWordCheck(description, [], true);
  const hints = useId();
  const done = (): void => {
    void draft.flush().then(() => draft.state === "saved" && onDone());
  };
  return (
    <div className="stack">
      <Field
        label={t("Name")}
        value={draft.value("name")}
        onChange={(name) => draft.edit({ name })}
        maxLength={longestName}
      />
      <Field
        label={label}
        value={description}
        onChange={(text) => draft.edit({ description: text })}
        rows={2}
        maxLength={300}
        saidBy={hints}
        unknown={(words?.unknown ?? []).map(({ word }) => word)}
      />
      <div className="row">
        <Button size="small" onClick={done}>
          {t("Done")}
        </Button>
      </div>
      <WordHints
        id={hints}
        words={words}
        onReplace={(unknown, known) =>
          draft.edit({ description: description.replace(wholeWord(unknown), known) })
        }
      />
      <ConflictNote queue={draft} labels={{ name: t("Name"), description: label }} />
      {draft.state === "failed" && <ErrorNote error={draft.error} />}
    </div>
  );
}
