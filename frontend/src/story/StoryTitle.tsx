import { useEffect } from "react";
import type { Story } from "../api/types";
import { t } from "../language/language";
import { ConflictNote } from "../saving/ConflictNote";
import { mayEdit } from "./mayEdit";
import { coverName } from "./panels";
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
          style: t("Style"),
          cover_panel: t("Picture on the cover and the title page"),
        }}
        show={(value, field) => (field === "cover_panel" ? coverName(story, value) : String(value))}
        whole={["cover_panel", "style"]}
      />
    </div>
  );
}
