import { drawSheet } from "../api/castCalls";
import type { Character, Job, Story } from "../api/types";
import { JobPlace } from "../jobs/JobBar";
import { isActive } from "../jobs/progress";
import { latestJob } from "../jobs/sentences";
import { useStartJob } from "../jobs/useJobActions";
import { t } from "../language/language";
import { judge } from "../pages/LikenessList";
import { mayEdit } from "../story/mayEdit";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import type { CharacterActions } from "./useCharacterActions";
import "./sheet.css";

interface SheetProps {
  character: Character;
  story: Story;
  actions: CharacterActions;
  onPickAnother(): void;
}

/** What was learnt, shown in scenes that nobody asked for, so that the writer knows it before a page is drawn. */
export function Sheet({ character, story, actions, onPickAnother }: SheetProps) {
  const { id, name, sheet, state } = character;
  const job = latestJob(story.jobs, id, "sheet");
  const drawing = useStartJob<void>(story.id, (_, key) => drawSheet(id, key));
  if (sheet.length === 0 && state !== "ready") return null;
  const busy = drawing.isPending || (job !== undefined && isActive(job));
  const ready = mayEdit(story) && state === "ready";
  return (
    <section className="sheet-of" aria-labelledby={`sheet-${id}`}>
      <h3 id={`sheet-${id}`}>{heading(character)}</h3>
      {busy && (
        <p className="small soft">{t("You need not wait: {{name}} can be drawn on pages now.", { name })}</p>
      )}
      {sheet.length > 0 && <Pictures character={character} />}
      <JobPlace job={job} story={story} />
      {ready && !busy && unfinished(sheet.length, job) && (
        <div className="row">
          <Button size="small" onClick={() => drawing.start()}>
            {sheet.length > 0 ? t("Draw the missing pictures") : t("Draw {{name}} in other scenes", { name })}
          </Button>
        </div>
      )}
      {ready && sheet.length > 0 && (
        <div className="row">
          <span className="soft">{t("Not like {{name}}?", { name })}</span>
          <Button
            size="small"
            disabled={actions.tune.isPending}
            onClick={() => actions.tune.start(undefined)}
          >
            {t("Learn {{name}} again", { name })}
          </Button>
          <Button size="small" onClick={onPickAnother}>
            {t("Pick another look")}
          </Button>
        </div>
      )}
      <ErrorNote error={drawing.error} />
    </section>
  );
}

/** A question, until there are pictures that answer it. */
function heading({ name, sheet }: Character): string {
  if (sheet.length === 0) return t("How will {{name}} look elsewhere?", { name });
  return t("This is how {{name}} will look elsewhere", { name });
}

/** Whether pictures are missing that nobody will draw by themselves; a failed job offers its own way on. */
function unfinished(drawn: number, job: Job | undefined): boolean {
  return job?.state !== "failed" && (drawn === 0 || job?.state === "cancelled");
}

function Pictures({ character: { name, sheet } }: { character: Character }) {
  return (
    <ul className="sheet-of__pictures">
      {sheet.map(({ id, url, scene, likeness }) => (
        <li key={id}>
          <figure>
            <img
              src={url}
              alt={t("{{name}}, {{scene}}", { name, scene })}
              width={256}
              height={256}
              loading="lazy"
            />
            {/* The words that the painter was given, which are not of the editor's language. */}
            <figcaption className="small" lang="en" dir="auto">
              {scene}
            </figcaption>
          </figure>
          {likeness !== null && <Likeness score={likeness} />}
        </li>
      ))}
    </ul>
  );
}

function Likeness({ score }: { score: number }) {
  const { word, look } = judge(score);
  return (
    <span className={`chip chip--${look}`}>
      {t("{{word}} ({{percent}} %)", { word, percent: Math.round(score * 100) })}
    </span>
  );
}
