import { useEffect } from "react";
import type { Story } from "../api/types";
import { heard, t } from "../language/language";
import { ConflictNote } from "../saving/ConflictNote";
import { mayEdit } from "./mayEdit";
import { coverName } from "./panels";
import { readersName } from "./readers";
import { useStoryDraft } from "./useStoryDraft";

/** The title, written where it stands. */
export function StoryTitle({ story }: { story: Story }) {
  const draft = useStoryDraft(story);
  const title = draft.value("title");
  useEffect(() => {
    document.title = `${title || t("Untitled")} · Storyboard`;
  }, [title]);
  return (
    <div className="story__title">
      <input
        className="story__title-input"
        aria-label={t("Title")}
        value={title}
        maxLength={200}
        readOnly={!mayEdit(story)}
        autoComplete="off"
        onChange={(event) => draft.edit({ title: event.target.value })}
      />
      <ConflictNote
        queue={draft}
        labels={{
          title: t("Title"),
          author: t("Author"),
          language: t("Language of the story"),
          style: t("Style"),
          profile: t("Where the book goes"),
          trim: t("Page size"),
          readers: t("Age of the readers"),
          cover_panel: t("Picture on the cover and the title page"),
        }}
        show={(value, field) => inWords(story, value, field)}
        whole={["cover_panel", "style", "language", "profile", "trim", "readers"]}
      />
    </div>
  );
}

/** A value of the story as somebody reads it who has to choose between two. */
function inWords(story: Story, value: unknown, field: string): string {
  if (field === "cover_panel") return coverName(story, value);
  if (field === "readers") return readersName(value as Story["readers"]);
  return heard(String(value)) || t("Not said");
}
