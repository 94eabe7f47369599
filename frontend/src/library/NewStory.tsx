import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef } from "react";
import { useNavigate } from "react-router";
import { createStory } from "../api/calls";
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
    if (!create.isPending) create.mutate({ title: title.trim() || "Untitled story", author: author.trim() });
  };
  return (
    <form className="sheet new-story" aria-label="New story" onSubmit={submit} ref={form}>
      <h2>What will it be called?</h2>
      <div className="new-story__fields">
        <Field
          label="Title"
          value={title}
          onChange={setTitle}
          placeholder="Mia and the first snow"
          maxLength={200}
        />
        <Field
          label="Author"
          value={author}
          onChange={setAuthor}
          placeholder="Stands on the title page"
          maxLength={200}
        />
      </div>
      <p className="small soft">A square picture book, 8.5 by 8.5 inches. Everything can be changed later.</p>
      <ErrorNote error={create.error} />
      <div className="row">
        <Button type="submit" look="main" disabled={create.isPending}>
          Create story
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </form>
  );
}
