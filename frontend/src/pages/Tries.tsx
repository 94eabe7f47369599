import { useMutation, useQueryClient } from "@tanstack/react-query";
import { keepPicture } from "../api/calls";
import { updateStory, withPanel } from "../api/queries";
import type { Panel, Picture, Story } from "../api/types";
import { heard, t } from "../language/language";
import { listed } from "../language/lists";
import type { SaveQueue } from "../saving/queue";
import { savedFirst } from "../saving/savedFirst";
import { mayEdit } from "../story/mayEdit";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { CheckIcon, LockIcon, LookIcon } from "../ui/icons";
import { LikenessList } from "./LikenessList";
import { newestFirst } from "./PageDesk";
import { Redo } from "./Redo";
import { staleSentence } from "./stale";
import "./tries.css";

interface TriesProps {
  story: Story;
  panel: Panel;
  draft: SaveQueue<Panel>;
  shown: Picture;
  readOnly: boolean;
  onShow(picture: string): void;
  onDrawing(): void;
}

/** All tries of a picture. Looking at one changes nothing in the book; keeping one does. */
export function Tries({ story, panel, draft, shown, readOnly, onShow, onDrawing }: TriesProps) {
  const queries = useQueryClient();
  const keep = useMutation({
    mutationFn: async (picture: string) => {
      await savedFirst(draft);
      return keepPicture(panel.id, picture);
    },
    onSuccess: (fresh) => updateStory(queries, story.id, withPanel(fresh)),
  });
  const locked = draft.value("locked");
  return (
    <section className="tries" aria-label={t("Tries")} data-part="tries" tabIndex={-1}>
      <div className="row row--ends">
        <Strip panel={panel} shown={shown} onShow={onShow} />
        {shown.id === panel.kept ? (
          <span className="chip chip--good">
            {locked ? <LockIcon /> : <CheckIcon />}
            {locked ? t("In the book, locked") : t("In the book")}
          </span>
        ) : mayEdit(story) ? (
          <Button
            look="main"
            disabled={keep.isPending || readOnly || locked}
            onClick={() => keep.mutate(shown.id)}
          >
            {t("Keep this picture")}
          </Button>
        ) : null}
      </div>
      <Switches draft={draft} panel={panel} shown={shown} readOnly={readOnly} />
      <ErrorNote error={keep.error} />
      {mayEdit(story) && (
        <Redo
          key={shown.id}
          story={story}
          panel={panel}
          draft={draft}
          shown={shown}
          readOnly={readOnly}
          onDrawing={onDrawing}
        />
      )}
      <StaleNote shown={shown} story={story} />
      <LikenessList picture={shown} cast={story.cast} />
      {shown.notices.map((notice) => (
        <p key={notice} className="note note--calm small">
          {heard(notice)}
        </p>
      ))}
      <details className="small">
        <summary>{t("How it was drawn")}</summary>
        <p>{t("Words: {{words}}", { words: shown.prompt })}</p>
        <p>{t("Seed: {{seed}}", { seed: String(shown.seed) })}</p>
      </details>
    </section>
  );
}

function Strip({ panel, shown, onShow }: Pick<TriesProps, "panel" | "shown" | "onShow">) {
  return (
    <ol className="tries__list">
      {newestFirst(panel.pictures).map((picture, index, all) => (
        <li key={picture.id}>
          <button
            type="button"
            className="look tries__one"
            aria-pressed={picture.id === shown.id}
            aria-label={tryName(all.length - index, picture, panel.kept)}
            onClick={() => onShow(picture.id)}
          >
            <img src={picture.url} alt="" loading="lazy" />
            {picture.id === panel.kept && (
              <span className="look__number tries__kept">
                <CheckIcon />
              </span>
            )}
            {picture.stale.length > 0 && (
              <span className="tries__stale">
                <LookIcon />
              </span>
            )}
          </button>
        </li>
      ))}
    </ol>
  );
}

function tryName(number: number, picture: Picture, kept: string | null): string {
  const marks = [picture.id === kept && t("kept"), picture.stale.length > 0 && t("out of date")];
  return listed([t("Try {{number}}", { number }), ...marks.filter((mark) => mark !== false)]);
}

/** The kept look is the seed of the next tries; a lock leaves the picture alone. Both can be taken back. */
function Switches({
  draft,
  panel,
  shown,
  readOnly,
}: Pick<TriesProps, "draft" | "panel" | "shown" | "readOnly">) {
  const seed = draft.value("seed");
  const locked = draft.value("locked");
  return (
    <fieldset className="row tries__switches" disabled={readOnly}>
      <legend className="only-heard">{t("What stays")}</legend>
      <label className="switch">
        <input
          type="checkbox"
          checked={seed === shown.seed}
          disabled={locked}
          onChange={(event) => draft.edit({ seed: event.target.checked ? shown.seed : null })}
        />
        {t("New tries stay close to this one")}
      </label>
      {panel.kept !== null && (
        <label className="switch">
          <input
            type="checkbox"
            checked={locked}
            onChange={(event) => draft.edit({ locked: event.target.checked })}
          />
          {t("Lock the picture in the book")}
        </label>
      )}
      {seed === shown.seed && (
        <p className="small soft" role="status">
          {t(
            "The same words draw this picture again. Change a few of them, and the rest stays much like it.",
          )}
        </p>
      )}
    </fieldset>
  );
}

function StaleNote({ shown, story }: Pick<TriesProps, "shown" | "story">) {
  if (shown.stale.length === 0) return null;
  return (
    <div className="note small">
      <strong>{t("This picture is out of date")}</strong>
      {shown.stale.map((stale) => (
        <p key={`${stale.reason} ${stale.character}`}>{staleSentence(stale, story.cast)}</p>
      ))}
      <p>{t("It stays until you draw again and keep another one.")}</p>
    </div>
  );
}
