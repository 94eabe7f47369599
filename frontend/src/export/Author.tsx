import type { Story } from "../api/types";
import { t } from "../language/language";
import { mayEdit } from "../story/mayEdit";
import { useStoryDraft } from "../story/useStoryDraft";
import { Field } from "../ui/Field";

/** Who wrote the book, as the title page prints it. */
export function Author({ story }: { story: Story }) {
  const draft = useStoryDraft(story);
  return (
    <Field
      label={t("Author, on the title page")}
      value={draft.value("author")}
      onChange={(author) => draft.edit({ author })}
      maxLength={200}
      readOnly={!mayEdit(story)}
    />
  );
}
