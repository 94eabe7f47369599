import { useMutation, useQueryClient } from "@tanstack/react-query";
import { keepPicture } from "../api/calls";
import { updateStory, withPanel } from "../api/queries";
import type { Panel, Picture, Story } from "../api/types";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { CheckIcon } from "../ui/icons";
import { LikenessList } from "./LikenessList";
import { newestFirst } from "./PageDesk";
import "./tries.css";

interface TriesProps {
  story: Story;
  panel: Panel;
  shown: Picture;
  onShow(picture: string): void;
}

/** All tries of a picture. Looking at one changes nothing in the book; keeping one does. */
export function Tries({ story, panel, shown, onShow }: TriesProps) {
  const queries = useQueryClient();
  const keep = useMutation({
    mutationFn: (picture: string) => keepPicture(panel.id, picture),
    onSuccess: (fresh) => updateStory(queries, story.id, withPanel(fresh)),
  });
  const kept = shown.id === panel.kept;
  return (
    <section className="tries" aria-label="Tries">
      <div className="row row--ends">
        <ol className="tries__list">
          {newestFirst(panel.pictures).map((picture, index, all) => (
            <li key={picture.id}>
              <button
                type="button"
                className="look tries__one"
                aria-pressed={picture.id === shown.id}
                aria-label={`Try ${all.length - index}${picture.id === panel.kept ? ", kept" : ""}`}
                onClick={() => onShow(picture.id)}
              >
                <img src={picture.url} alt="" />
                {picture.id === panel.kept && (
                  <span className="look__number tries__kept">
                    <CheckIcon />
                  </span>
                )}
              </button>
            </li>
          ))}
        </ol>
        {kept ? (
          <span className="chip chip--good">
            <CheckIcon />
            In the book
          </span>
        ) : (
          <Button look="main" disabled={keep.isPending} onClick={() => keep.mutate(shown.id)}>
            Keep this picture
          </Button>
        )}
      </div>
      <ErrorNote error={keep.error} />
      <LikenessList picture={shown} cast={story.cast} />
      {shown.notices.map((notice) => (
        <p key={notice} className="note small">
          {notice}
        </p>
      ))}
      <details className="small">
        <summary>How it was drawn</summary>
        <p>Words: {shown.prompt}</p>
        <p>Seed: {shown.seed}</p>
      </details>
    </section>
  );
}
