import type { Character, Story } from "../api/types";
import { t } from "../language/language";
import { listed } from "../language/lists";
import { useUndoable } from "../saving/useUndoable";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { pagesOf } from "./states";
import { useCast } from "./useCast";

/** Out of the way of further pictures and back; pages keep whom they show. */
export function ArchiveButton({ character, story }: { character: Character; story: Story }) {
  const cast = useCast(story);
  const { id, name, archived } = character;
  const put = (away: boolean) => () => cast.archive(id, away);
  const change = useUndoable(
    {
      label: archived ? t("bringing {{name}} back", { name }) : t("putting {{name}} aside", { name }),
      place: `/stories/${story.id}/cast`,
      undo: put(archived),
      redo: put(!archived),
    },
    archived ? t("{{name}} is offered again", { name }) : t("{{name}} is put aside", { name }),
  );
  const label = archived ? t("Bring back: {{name}}", { name }) : t("Put aside: {{name}}", { name });
  return (
    <>
      <Button
        size="small"
        look={archived ? "main" : "bare"}
        disabled={change.isPending}
        aria-label={label}
        title={
          archived ? undefined : t("Pages keep {{name}}, but no further picture offers {{name}}.", { name })
        }
        onClick={() => change.mutate()}
      >
        {archived ? t("Bring back") : t("Put aside")}
      </Button>
      <ErrorNote error={change.error} onDismiss={() => change.reset()} />
    </>
  );
}

/** What being put aside means, and who still shows it. */
export function AsideNote({ character, story }: { character: Character; story: Story }) {
  const { name } = character;
  const pages = pagesOf(story, character.id);
  return (
    <p className="note small">
      {t("{{name}} is put aside and not offered for further pictures.", { name })}{" "}
      {pages.length > 0 &&
        t("Pages that show {{name}} stay as they are: {{pages}}.", {
          name,
          pages: listed(pages.map(String)),
        })}
    </p>
  );
}

export type Shelf = "present" | "aside";

interface CastFilterProps {
  story: Story;
  shelf: Shelf;
  onChange(shelf: Shelf): void;
}

/** Which of the cast is shown; only there once somebody was put aside. */
export function CastFilter({ story, shelf, onChange }: CastFilterProps) {
  const aside = story.cast.filter(({ archived }) => archived).length;
  const choice = (value: Shelf, label: string) => (
    <Button size="small" aria-pressed={shelf === value} onClick={() => onChange(value)}>
      {label}
    </Button>
  );
  return (
    <fieldset className="cast__filter">
      <legend className="only-heard">{t("Which characters are shown")}</legend>
      {choice("present", t("In the story ({{number}})", { number: story.cast.length - aside }))}
      {choice("aside", t("Put aside ({{number}})", { number: aside }))}
    </fieldset>
  );
}
