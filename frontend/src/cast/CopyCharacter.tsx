import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { copyCharacter } from "../api/castCalls";
import { storiesQuery } from "../api/queries";
import type { Character, Story, StorySummary } from "../api/types";
import { useMaking } from "../api/useMaking";
import { t } from "../language/language";
import { desk } from "../saving/desk";
import { savedFirst } from "../saving/savedFirst";
import { Button } from "../ui/Button";
import { Choice } from "../ui/Choice";
import { Dialog } from "../ui/Dialog";
import { ErrorNote } from "../ui/ErrorNote";

interface CopyProps {
  character: Character;
  story: Story;
}

/** A character in another story too, as it is learnt here. */
export function CopyCharacter({ character, story }: CopyProps) {
  const [open, setOpen] = useState(false);
  const { name } = character;
  return (
    <>
      <Button
        size="small"
        aria-haspopup="dialog"
        aria-label={t("Copy to another story: {{name}}", { name })}
        onClick={() => setOpen(true)}
      >
        {t("Copy to another story")}
      </Button>
      {open && (
        <Dialog title={t("Copy {{name}} to another story", { name })} onClose={() => setOpen(false)}>
          <Stories character={character} story={story} />
        </Dialog>
      )}
    </>
  );
}

function Stories({ character, story }: CopyProps) {
  const stories = useQuery(storiesQuery);
  if (stories.error) return <ErrorNote error={stories.error} onRetry={() => void stories.refetch()} />;
  if (!stories.data) return <p role="status">{t("Looking for your stories…")}</p>;
  const others = stories.data.filter(({ id, role }) => id !== story.id && role !== "viewer");
  if (others.length === 0) return <p>{t("There is no other story yet. Begin one in the library first.")}</p>;
  return <Choose character={character} stories={others} />;
}

function Choose({ character, stories }: { character: Character; stories: StorySummary[] }) {
  const queries = useQueryClient();
  const [wanted, setWanted] = useState("");
  const into = stories.find(({ id }) => id === wanted) ?? stories[0];
  const { id, name } = character;
  const copying = useMaking({
    make: async (story: StorySummary, key) => {
      await savedFirst(desk.some([["character", id]]));
      return { made: await copyCharacter(id, story.id, key), story };
    },
    onSuccess: (_, story) => {
      void queries.invalidateQueries({ queryKey: ["story", story.id] });
      void queries.invalidateQueries({ queryKey: ["stories"] });
    },
  });
  if (!into) return null;
  return (
    <div className="stack">
      <p className="soft">
        {t(
          "{{name}} arrives there learnt, with outfits and pictures. Later changes here do not reach the copy.",
          {
            name,
          },
        )}
      </p>
      <Choice
        label={t("Story")}
        value={into.id}
        options={stories.map((each) => [each.id, each.title])}
        onChange={setWanted}
      />
      <div className="row">
        <Button
          look="main"
          disabled={copying.isPending || copying.data?.story.id === into.id}
          onClick={() => copying.mutate(into)}
        >
          {t("Copy {{name}}", { name })}
        </Button>
      </div>
      <p role="status">
        {copying.data && (
          <>
            {t("{{name}} is in “{{title}}” now.", {
              name: copying.data.made.name,
              title: copying.data.story.title,
            })}{" "}
            <Link to={`/stories/${copying.data.story.id}/cast#${copying.data.made.id}`}>{t("Go there")}</Link>
          </>
        )}
      </p>
      <ErrorNote error={copying.error} />
    </div>
  );
}
