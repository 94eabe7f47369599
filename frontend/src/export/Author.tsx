import type { Story } from "../api/types";
import { useStoryDraft } from "../story/useStoryDraft";
import { Field } from "../ui/Field";

/** Who wrote the book, as the title page prints it. */
export function Author({ story }: { story: Story }) {
  const draft = useStoryDraft(story);
  return (
    <Field
      label="Author, on the title page"
      value={draft.value("author")}
      onChange={(author) => draft.edit({ author })}
      maxLength={200}
    />
  );
}
