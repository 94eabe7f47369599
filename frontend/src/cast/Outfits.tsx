import { type FormEvent, useId, useState } from "react";
import type { Character, Story } from "../api/types";
import { t } from "../language/language";
import { mayEdit } from "../story/mayEdit";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { Field } from "../ui/Field";
import { PlusIcon } from "../ui/icons";
import { useKept } from "../ui/useKept";
import { useWordCheck, wholeWord } from "../words/useWordCheck";
import { WordHints } from "../words/WordHints";
import { OutfitCard } from "./OutfitCard";
import { useWardrobe } from "./useOutfitActions";

/** What somebody can wear, and the way to something new. Only who is learnt can wear something else. */
export function Outfits({ character, story }: { character: Character; story: Story }) {
  const typed = useTyped(character);
  const [adding, setAdding] = useState(typed.any);
  const heading = useId();
  const { outfits, state, name } = character;
  const learnt = state === "ready";
  const may = learnt && mayEdit(story);
  const done = (): void => {
    typed.clear();
    setAdding(false);
  };
  if (outfits.length === 0 && !learnt) return null;
  return (
    <section className="outfits" aria-labelledby={heading}>
      <div className="row">
        <h3 id={heading}>{t("Outfits")}</h3>
        {may && !adding && (
          <Button
            size="small"
            aria-label={t("Add an outfit for {{name}}", { name })}
            onClick={() => setAdding(true)}
          >
            <PlusIcon />
            {t("Add an outfit")}
          </Button>
        )}
      </div>
      {outfits.map((outfit) => (
        <OutfitCard key={outfit.id} outfit={outfit} character={character} story={story} />
      ))}
      {may && adding && <NewOutfit character={character} story={story} typed={typed} onDone={done} />}
    </section>
  );
}

/** What was typed of an outfit that is not there yet. */
function useTyped({ id }: Character) {
  const [title, setTitle] = useKept(`outfit/${id}/name`);
  const [description, setDescription] = useKept(`outfit/${id}/description`);
  const clear = (): void => {
    setTitle("");
    setDescription("");
  };
  return { title, setTitle, description, setDescription, any: title !== "" || description !== "", clear };
}

interface NewOutfitProps {
  character: Character;
  story: Story;
  typed: ReturnType<typeof useTyped>;
  onDone(): void;
}

/** Begins with the words of the character: whoever wears something else is still what they are. */
function NewOutfit({ character, story, typed, onDone }: NewOutfitProps) {
  const { title, setTitle } = typed;
  const [description, setShown] = useState(typed.description || character.description);
  const setDescription = (text: string): void => {
    typed.setDescription(text);
    setShown(text);
  };
  const words = useWordCheck(description, [], true);
  const hints = useId();
  const { add } = useWardrobe(character, story);
  const { name } = character;
  const ready = title.trim() !== "" && description.trim() !== "" && !add.isPending;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const body = { name: title.trim(), description: description.trim() };
    // What was typed goes also where the answer comes after the screen was left; a refusal is shown below.
    if (ready) add.mutateAsync(body).then(onDone, () => undefined);
  };
  return (
    <form className="stack" aria-label={t("A new outfit for {{name}}", { name })} onSubmit={submit}>
      <Field
        label={t("Name of the outfit")}
        value={title}
        onChange={setTitle}
        placeholder={t("Winter coat")}
        maxLength={40}
        ownUndo
      />
      <Field
        label={t("{{name}} in it", { name })}
        hint={t("Keep what {{name}} is and say what is worn instead.", { name })}
        value={description}
        onChange={setDescription}
        rows={2}
        maxLength={300}
        saidBy={hints}
        unknown={(words?.unknown ?? []).map(({ word }) => word)}
        ownUndo
      />
      <div className="row">
        <Button type="submit" look="main" disabled={!ready}>
          {t("Add the outfit")}
        </Button>
        <Button onClick={onDone}>{t("Cancel")}</Button>
      </div>
      <WordHints
        id={hints}
        words={words}
        onReplace={(unknown, known) => setDescription(description.replace(wholeWord(unknown), known))}
      />
      <ErrorNote error={add.error} />
    </form>
  );
}
