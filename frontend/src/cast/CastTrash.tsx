import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { deleteCharacter } from "../api/calls";
import { trashedCharactersQuery } from "../api/queries";
import type { Story, TrashedCharacter } from "../api/types";
import { t } from "../language/language";
import { Silhouette } from "../ui/art";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { ErrorNote } from "../ui/ErrorNote";
import { BinIcon } from "../ui/icons";
import { Thrown } from "../ui/Thrown";
import { useOnce } from "../ui/useOnce";
import { useCast } from "./useCast";

/** The way to the characters that were deleted; only there once somebody was. */
export function CastTrash({ story }: { story: Story }) {
  const [open, setOpen] = useState(false);
  const trash = useQuery(trashedCharactersQuery(story.id));
  if (!useOnce((trash.data?.length ?? 0) > 0)) return null;
  return (
    <div className="row">
      <Button size="small" look="bare" onClick={() => setOpen(true)}>
        <BinIcon />
        {t("Deleted characters")}
      </Button>
      {open && <Bin story={story} onClose={() => setOpen(false)} />}
    </div>
  );
}

function Bin({ story, onClose }: { story: Story; onClose(): void }) {
  const trash = useQuery(trashedCharactersQuery(story.id));
  return (
    <Dialog title={t("Deleted characters")} onClose={onClose}>
      <p className="small soft">{t("They stay here for thirty days.")}</p>
      <ErrorNote error={trash.error} onRetry={() => void trash.refetch()} />
      {trash.data?.length === 0 && <p>{t("Nothing was deleted.")}</p>}
      <ul className="trash">
        {trash.data?.map((character) => (
          <ThrownCharacter key={character.id} character={character} story={story} />
        ))}
      </ul>
    </Dialog>
  );
}

function ThrownCharacter({ character, story }: { character: TrashedCharacter; story: Story }) {
  const queries = useQueryClient();
  const cast = useCast(story);
  const { name } = character;
  return (
    <Thrown
      title={name}
      at={character.trashed_at}
      picture={character.picture_url ? <img src={character.picture_url} alt="" /> : <Silhouette />}
      words={character.description}
      putBack={() => cast.bringBack(character.id)}
      deleteForGood={async () => {
        await deleteCharacter(character.id, true);
        await queries.invalidateQueries({ queryKey: ["trashed characters", story.id] });
      }}
    />
  );
}
