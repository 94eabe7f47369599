import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef } from "react";
import { useNavigate } from "react-router";
import { createStory } from "../api/calls";
import { t } from "../language/language";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { Field } from "../ui/Field";
import { useKept } from "../ui/useKept";

/** One short form; Enter makes the story and opens its cast. */
export function NewStory({ onClose }: { onClose(): void }) {
  const [title, setTitle] = useKept("new-story/title");
  const [author, setAuthor] = useKept("new-story/author");
  const form = useRef<HTMLFormElement>(null);
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: createStory,
    onSuccess: (story) => {
      setTitle("");
      void navigate(`/stories/${story.id}/cast`);
    },
  });
  useEffect(() => form.current?.querySelector("input")?.focus(), []);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!create.isPending)
      create.mutate({ title: title.trim() || t("Untitled story"), author: author.trim() });
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
      </div>
      <p className="small soft">
        {t("A square picture book, 8.5 by 8.5 inches. Everything can be changed later.")}
      </p>
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
