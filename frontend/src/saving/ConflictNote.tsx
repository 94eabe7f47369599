import { Button } from "../ui/Button";
import type { Revised, SaveQueue } from "./queue";
import "./saving.css";

interface ConflictNoteProps<T extends Revised> {
  queue: SaveQueue<T>;
  /** The fields in the writer's words. */
  labels: Record<string, string>;
  show?(value: unknown): string;
}

/** The same words were changed in two places: both are shown, the writer chooses, nothing is lost before that. */
export function ConflictNote<T extends Revised>({ queue, labels, show = String }: ConflictNoteProps<T>) {
  const conflict = queue.conflict;
  if (!conflict) return null;
  const texts = conflict.fields.every((field) => typeof conflict.theirs[field] === "string");
  return (
    <section className="note conflict" role="alert" aria-label="Two versions">
      <strong>This was changed in another window too.</strong>
      <p>Both versions are here. Choose which one stays.</p>
      {conflict.fields.map((field) => (
        <div className="conflict__pair" key={field}>
          <Version title={`${labels[field] ?? field}: yours`} text={show(conflict.mine[field])} />
          <Version
            title={`${labels[field] ?? field}: the other window`}
            text={show(conflict.theirs[field])}
          />
        </div>
      ))}
      <div className="row">
        <Button look="main" size="small" onClick={() => queue.resolve("mine")}>
          Keep mine
        </Button>
        <Button size="small" onClick={() => queue.resolve("theirs")}>
          Take the other
        </Button>
        {texts && (
          <Button size="small" onClick={() => queue.resolve("both")}>
            Keep both
          </Button>
        )}
      </div>
    </section>
  );
}

function Version({ title, text }: { title: string; text: string }) {
  return (
    <figure className="conflict__version">
      <figcaption className="small soft">{title}</figcaption>
      <blockquote>{text || "(empty)"}</blockquote>
    </figure>
  );
}
