import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { deleteStory } from "../api/calls";
import type { StorySummary } from "../api/types";
import { BlankPicture } from "../ui/art";
import { Button } from "../ui/Button";
import { Confirm } from "../ui/Confirm";
import { ErrorNote } from "../ui/ErrorNote";
import { BinIcon } from "../ui/icons";
import { ago } from "../ui/time";

export function StoryCard({ story, readOnly }: { story: StorySummary; readOnly: boolean }) {
  const [asking, setAsking] = useState(false);
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteStory(story.id),
    onSettled: () => queries.invalidateQueries({ queryKey: ["stories"] }),
  });
  const pages = story.pages === 1 ? "1 page" : `${story.pages} pages`;
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
          {pages} · saved {ago(story.saved_at)}
        </span>
        {!readOnly && (
          <Button
            size="round"
            look="bare"
            aria-label={`Delete ${story.title}`}
            onClick={() => setAsking(true)}
          >
            <BinIcon />
          </Button>
        )}
      </div>
      {story.jobs_running > 0 && <span className="chip chip--busy">{story.jobs_running} running</span>}
      <ErrorNote error={remove.error} />
      {asking && (
        <Confirm
          title={`Delete “${story.title}”?`}
          action="Delete story"
          onAction={() => {
            setAsking(false);
            remove.mutate();
          }}
          onClose={() => setAsking(false)}
        >
          <p>Its {pages}, pictures and books are removed. This cannot be taken back.</p>
        </Confirm>
      )}
    </article>
  );
}
