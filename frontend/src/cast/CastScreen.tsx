import { useState } from "react";
import { useLocation } from "react-router";
import type { Character } from "../api/types";
import { t } from "../language/language";
import { mayEdit } from "../story/mayEdit";
import { useOpenStory } from "../story/StoryFrame";
import { FoxReading } from "../ui/art";
import { useArrival } from "../ui/useArrival";
import { AddFromFile } from "./AddFromFile";
import { CastFilter, type Shelf } from "./Archive";
import { CastTrash } from "./CastTrash";
import { CharacterCard } from "./CharacterCard";
import { NewCharacter } from "./NewCharacter";
import "./cast.css";

export function CastScreen() {
  const story = useOpenStory();
  const empty = story.cast.length === 0;
  const [shelf, setShelf] = useState<Shelf>("present");
  const aside = story.cast.filter(({ archived }) => archived);
  if (aside.length === 0 && shelf !== "present") setShelf("present");
  useShelfOf(story.cast, setShelf);
  useArrival();
  return (
    <div className="cast">
      {empty && (
        <div className="empty cast__hero">
          <FoxReading />
          <h1>{t("Who is in your story?")}</h1>
          <p>
            {t(
              "Say who they are and what never changes about them: fur, clothes, colours. Then pick how they look.",
            )}
          </p>
        </div>
      )}
      {aside.length > 0 && <CastFilter story={story} shelf={shelf} onChange={setShelf} />}
      {(shelf === "aside" ? aside : story.cast.filter(({ archived }) => !archived)).map((character) => (
        <CharacterCard key={character.id} character={character} story={story} />
      ))}
      {mayEdit(story) && (
        <>
          {!empty && (
            <p className="small soft">
              {t(
                "“Put aside” keeps somebody out of further pictures. The bin takes who is in no picture, and keeps them for thirty days.",
              )}
            </p>
          )}
          <NewCharacter story={story} first={empty} />
          <AddFromFile story={story} />
          <CastTrash story={story} />
        </>
      )}
    </div>
  );
}

/** Whom the address names, or whose outfit, is on the shelf that is shown. */
function useShelfOf(cast: Character[], show: (shelf: Shelf) => void): void {
  const { hash, key } = useLocation();
  const [answered, setAnswered] = useState<string | null>(null);
  if (key === answered) return;
  setAnswered(key);
  const named = cast.find(({ id, outfits }) => [id, ...outfits.map((one) => one.id)].includes(hash.slice(1)));
  if (named) show(named.archived ? "aside" : "present");
}
