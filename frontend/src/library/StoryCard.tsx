import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { deleteStory, restoreStory } from "../api/calls";
import { askAgain } from "../api/queries";
import type { StorySummary } from "../api/types";
import { t } from "../language/language";
import { BlankPicture } from "../ui/art";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { BinIcon } from "../ui/icons";
import { useWayBack } from "../ui/Toasts";
import { ago } from "../ui/time";

export function StoryCard({ story, readOnly }: { story: StorySummary; readOnly: boolean }) {
  const queries = useQueryClient();
  const wayBack = useWayBack();
  const fetchAgain = (): void => {
    void queries.invalidateQueries({ queryKey: ["stories"] });
    void askAgain(queries, ["trashed stories"]);
  };
  const back = useMutation({ mutationFn: () => restoreStory(story.id), onSettled: fetchAgain });
  const remove = useMutation({
    mutationFn: () => deleteStory(story.id),
    onSuccess: () => wayBack(t("“{{title}}” is in the trash", { title: story.title }), () => back.mutate()),
    onSettled: fetchAgain,
  });
  return (
    <article className="story-card">
      <Link to={`/stories/${story.id}/pages`} className="story-card__link" aria-disabled={readOnly}>
        <div className="story-card__cover">
          {story.cover_url ? <img src={story.cover_url} alt="" /> : <BlankPicture />}
        </div>
        <h2 className="story-card__title">{story.title}</h2>
      </Link>
      <div className="row row--ends story-card__foot">
        <span className="small soft">
          {t("{{count}} pages", { count: story.pages })} ·{" "}
          {t("saved {{when}}", { when: ago(story.saved_at) })}
        </span>
        {!readOnly && (
          <Button
            size="round"
            look="bare"
            aria-label={t("Delete {{name}}", { name: story.title })}
            disabled={remove.isPending}
            onClick={() => remove.mutate()}
          >
            <BinIcon />
          </Button>
        )}
      </div>
      {story.jobs_running > 0 && (
        <span className="chip chip--busy">{t("{{count}} running", { count: story.jobs_running })}</span>
      )}
      <ErrorNote error={remove.error} />
    </article>
  );
}
