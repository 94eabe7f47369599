import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId } from "react";
import { createCharacter } from "../api/calls";
import { studioQuery, updateStory } from "../api/queries";
import type { Story } from "../api/types";
import { useMaking } from "../api/useMaking";
import { t } from "../language/language";
import { series } from "../language/lists";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { Field } from "../ui/Field";
import { PlusIcon } from "../ui/icons";
import { useKept } from "../ui/useKept";
import { example } from "../words/example";
import { useWordCheck, wholeWord } from "../words/useWordCheck";
import { WordHints } from "../words/WordHints";

export function NewCharacter({ story, first }: { story: Story; first: boolean }) {
  const [name, setName] = useKept(`character/${story.id}/name`);
  const [description, setDescription] = useKept(`character/${story.id}/description`);
  const words = useWordCheck(description, [], true);
  const [hints, need] = [useId(), useId()];
  const queries = useQueryClient();
  const create = useMaking({
    make: (body: { name: string; description: string }, key) => createCharacter(story.id, body, key),
    onSuccess: (character) => {
      updateStory(queries, story.id, (old) => ({
        ...old,
        cast: [...old.cast.filter((other) => other.id !== character.id), character],
      }));
      setName("");
      setDescription("");
    },
  });
  const missing = missingOf(name.trim(), description.trim());
  const ready = missing === null && !create.isPending;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready) create.mutate({ name: name.trim(), description: description.trim() });
  };
  return (
    <form className="sheet new-character" aria-label={t("New character")} onSubmit={submit}>
      {!first && <h2>{t("Who else is in your story?")}</h2>}
      <div className="new-character__fields">
        <Field
          label={t("Name")}
          value={name}
          onChange={setName}
          placeholder={t("Mia")}
          maxLength={60}
          ownUndo
        />
        <Field
          label={t("What they are")}
          value={description}
          onChange={setDescription}
          placeholder={example("a white fox with a green scarf")}
          maxLength={300}
          saidBy={hints}
          unknown={(words?.unknown ?? []).map(({ word }) => word)}
          ownUndo
        />
      </div>
      <div className="row">
        <Button type="submit" look="main" disabled={!ready} aria-describedby={need}>
          <PlusIcon />
          {t("Add character")}
        </Button>
        <span id={need} className="small soft">
          {missing}
        </span>
        <KnownCharacters />
      </div>
      <WordHints
        id={hints}
        words={words}
        onReplace={(unknown, known) => setDescription(description.replace(wholeWord(unknown), known))}
      />
      <ErrorNote error={create.error} />
    </form>
  );
}

/** What keeps somebody from being added; null when nothing does. */
function missingOf(name: string, description: string): string | null {
  if (name === "" && description === "") return t("First write a name and what they are.");
  if (name === "") return t("The name is missing.");
  return description === "" ? t("Say what they are, too.") : null;
}

/** Which beings the painter has learnt to draw, where it has a limited set. */
function KnownCharacters() {
  const studio = useQuery(studioQuery);
  if (!studio.data || studio.data.any_word || studio.data.characters.length === 0) return null;
  return (
    <p className="small soft">
      {t("This painter can draw: {{words}}.", { words: series(studio.data.characters) })}
    </p>
  );
}
