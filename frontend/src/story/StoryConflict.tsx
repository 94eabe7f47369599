import { useQuery } from "@tanstack/react-query";
import { profilesQuery } from "../api/queries";
import type { Profile, Story } from "../api/types";
import { heard, t } from "../language/language";
import { storyLanguages } from "../library/storyLanguages";
import { ConflictNote } from "../saving/ConflictNote";
import { coverName } from "./panels";
import { readersName } from "./readers";
import type { useStoryDraft } from "./useStoryDraft";

interface StoryConflictProps {
  story: Story;
  draft: ReturnType<typeof useStoryDraft>;
}

/** Two versions of what a story says of itself. */
export function StoryConflict({ story, draft }: StoryConflictProps) {
  const profiles = useQuery({ ...profilesQuery, enabled: draft.conflict !== null }).data ?? [];
  return (
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
      show={(value, field) => inWords({ story, profiles }, value, field)}
      whole={["cover_panel", "style", "language", "profile", "trim", "readers"]}
    />
  );
}

/** A value of the story as somebody reads it who has to choose between two. */
function inWords(
  { story, profiles }: { story: Story; profiles: Profile[] },
  value: unknown,
  field: string,
): string {
  if (field === "cover_panel") return coverName(story, value);
  if (field === "readers") return readersName(value as Story["readers"]);
  const named = field === "language" ? storyLanguages().find(([code]) => code === value)?.[1] : undefined;
  const said = profiles.find(({ id }) => field === "profile" && id === value)?.name ?? named ?? String(value);
  return heard(said) || t("Not said");
}
