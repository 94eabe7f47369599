import { t } from "../language/language";
import { Button } from "../ui/Button";
import type { Revised, SaveQueue } from "./queue";
import "./saving.css";

interface ConflictNoteProps<T extends Revised> {
  queue: SaveQueue<T>;
  /** The fields in the writer's words. */
  labels: Record<string, string>;
  show?(value: unknown, field: string): string;
  /** Fields that are no texts, of which one version has to go. */
  whole?: string[];
}

/** The same words were changed in two places: both are shown, the writer chooses, nothing is lost before that. */
export function ConflictNote<T extends Revised>({
  queue,
  labels,
  show = String,
  whole = [],
}: ConflictNoteProps<T>) {
  const conflict = queue.conflict;
  if (!conflict) return null;
  const texts = conflict.fields.every(
    (field) => typeof conflict.theirs[field] === "string" && !whole.includes(field),
  );
  return (
    <section className="note conflict" role="alert" aria-label={t("Two versions")}>
      <strong>{t("This was changed in another window too.")}</strong>
      <p>{t("Both versions are here. Choose which one stays.")}</p>
      {conflict.fields.map((field) => (
        <div className="conflict__pair" key={field}>
          <Version
            title={t("{{field}}: yours", { field: labels[field] ?? field })}
            text={show(conflict.mine[field], field)}
            own={typeof conflict.mine[field] === "string"}
          />
          <Version
            title={t("{{field}}: the other window", { field: labels[field] ?? field })}
            text={show(conflict.theirs[field], field)}
            own={typeof conflict.theirs[field] === "string"}
          />
        </div>
      ))}
      <div className="row">
        <Button look="main" size="small" onClick={() => queue.resolve("mine")}>
          {t("Keep mine")}
        </Button>
        <Button size="small" onClick={() => queue.resolve("theirs")}>
          {t("Take the other")}
        </Button>
        {texts && (
          <Button size="small" onClick={() => queue.resolve("both")}>
            {t("Keep both")}
          </Button>
        )}
      </div>
    </section>
  );
}

/** `own`: the text is the writer’s, in whatever direction its language has. */
function Version({ title, text, own }: { title: string; text: string; own: boolean }) {
  return (
    <figure className="conflict__version">
      <figcaption className="small soft">{title}</figcaption>
      <blockquote dir={own ? "auto" : undefined}>{text || t("(empty)")}</blockquote>
    </figure>
  );
}
