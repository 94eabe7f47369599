import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { deleteStory, restoreStory } from "../api/calls";
import { trashedStoriesQuery } from "../api/queries";
import type { TrashedStory } from "../api/types";
import { t } from "../language/language";
import { Button } from "../ui/Button";
import { Confirm } from "../ui/Confirm";
import { ErrorNote } from "../ui/ErrorNote";
import { ago } from "../ui/time";

/** Stories that were deleted, for thirty days. */
export function StoryTrash() {
  const trash = useQuery(trashedStoriesQuery);
  if (!trash.data || trash.data.length === 0) return null;
  return (
    <details className="story-trash">
      <summary>{t("Deleted stories ({{count}})", { count: trash.data.length })}</summary>
      <p className="small soft">{t("They stay here for thirty days.")}</p>
      <ul className="stack">
        {trash.data.map((story) => (
          <Thrown key={story.id} story={story} />
        ))}
      </ul>
    </details>
  );
}

function Thrown({ story }: { story: TrashedStory }) {
  const [asking, setAsking] = useState(false);
  const queries = useQueryClient();
  const onSuccess = (): void => {
    void queries.invalidateQueries({ queryKey: ["trashed stories"] });
    void queries.invalidateQueries({ queryKey: ["stories"] });
  };
  const back = useMutation({ mutationFn: () => restoreStory(story.id), onSuccess });
  const gone = useMutation({ mutationFn: () => deleteStory(story.id, true), onSuccess });
  const { title } = story;
  return (
    <li className="row row--ends sheet story-trash__one">
      <span>
        <strong dir="auto">{title}</strong>{" "}
        <span className="small soft">
          {t("{{count}} pages", { count: story.pages })} · {ago(story.trashed_at)}
        </span>
      </span>
      <span className="row">
        <Button
          size="small"
          disabled={back.isPending}
          aria-label={`${t("Put back")}: ${title}`}
          onClick={() => back.mutate()}
        >
          {t("Put back")}
        </Button>
        <Button
          size="small"
          look="bare"
          aria-label={`${t("Delete for good")}: ${title}`}
          onClick={() => setAsking(true)}
        >
          {t("Delete for good")}
        </Button>
      </span>
      <ErrorNote error={back.error ?? gone.error} />
      {asking && (
        <Confirm
          title={t("Delete {{title}} for good", { title })}
          action={t("Delete for good")}
          onAction={() => {
            setAsking(false);
            gone.mutate();
          }}
          onClose={() => setAsking(false)}
        >
          <p>{t("Its pages, pictures and books are removed. This cannot be taken back.")}</p>
        </Confirm>
      )}
    </li>
  );
}
