import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { createStory } from "../api/calls";
import { useMaking } from "../api/useMaking";
import { currentLanguage, t } from "../language/language";
import { type Aims, AimsFields } from "../story/Aims";
import { Button } from "../ui/Button";
import { Choice } from "../ui/Choice";
import { ErrorNote } from "../ui/ErrorNote";
import { Field } from "../ui/Field";
import { useKept } from "../ui/useKept";
import { type StoryLanguage, storyLanguages } from "./storyLanguages";

/** As many as a first story often has, and few enough to be drawn in one go. */
const PAGES = 8;
const MOST_PAGES = 200;

/** One short form; Enter makes the story and opens its cast. */
export function NewStory({ onClose }: { onClose(): void }) {
  const [title, setTitle] = useKept("new-story/title");
  const [author, setAuthor] = useKept("new-story/author");
  const [language, setLanguage] = useState<StoryLanguage>(currentLanguage());
  const [pages, setPages] = useState(PAGES);
  const [aims, setAims] = useState<Aims>({ profile: "", trim: "", readers: "", style: "" });
  const form = useRef<HTMLFormElement>(null);
  const navigate = useNavigate();
  const create = useMaking({
    make: createStory,
    onSuccess: (story) => {
      setTitle("");
      void navigate(`/stories/${story.id}/cast`);
    },
  });
  useEffect(() => form.current?.querySelector("input")?.focus(), []);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (create.isPending) return;
    const named = { title: title.trim() || t("Untitled story"), author: author.trim() };
    create.mutate({ ...named, language, pages, ...aims });
  };
  return (
    <form className="sheet new-story" aria-label={t("New story")} onSubmit={submit} ref={form}>
      <h2>{t("What will it be called?")}</h2>
      <div className="new-story__fields">
        <Field
          label={t("Title")}
          value={title}
          onChange={setTitle}
          placeholder={t("Mia and the first snow")}
          maxLength={200}
          ownUndo
        />
        <Field
          label={t("Author")}
          value={author}
          onChange={setAuthor}
          placeholder={t("Stands on the title page")}
          maxLength={200}
          ownUndo
        />
        <Choice<StoryLanguage>
          label={t("Language of the story")}
          value={language}
          options={storyLanguages()}
          onChange={setLanguage}
        />
        <PageCount value={pages} onChange={setPages} />
        <AimsFields value={aims} pages={pages} onChange={(change) => setAims({ ...aims, ...change })} />
      </div>
      <p className="small soft">{t("Everything can be changed later.")}</p>
      <ErrorNote error={create.error} />
      <div className="row">
        <Button type="submit" look="main" disabled={create.isPending}>
          {t("Create story")}
        </Button>
        <Button onClick={onClose}>{t("Cancel")}</Button>
      </div>
    </form>
  );
}

function PageCount({ value, onChange }: { value: number; onChange(value: number): void }) {
  const id = useId();
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {t("Pages to begin with")}
      </label>
      <input
        id={id}
        type="number"
        className="input"
        min={0}
        max={MOST_PAGES}
        value={value}
        onChange={({ target }) =>
          onChange(Math.min(MOST_PAGES, Math.max(0, Math.floor(target.valueAsNumber || 0))))
        }
      />
    </div>
  );
}
