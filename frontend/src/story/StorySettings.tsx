import { useState } from "react";
import type { Story } from "../api/types";
import { t } from "../language/language";
import { storyLanguages } from "../library/storyLanguages";
import { Button } from "../ui/Button";
import { Choice } from "../ui/Choice";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { SettingsIcon } from "../ui/icons";
import { useKnownStyles } from "../words/styles";
import { AimsFields } from "./Aims";
import { StoryConflict } from "./StoryConflict";
import { useStoryDraft } from "./useStoryDraft";

/** What was said when the story was new, to be changed at any time; saved as it is chosen. */
export function StorySettings({ story }: { story: Story }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="round" look="bare" aria-label={t("About this story")} onClick={() => setOpen(true)}>
        <SettingsIcon />
      </Button>
      {open && <Settings story={story} onClose={() => setOpen(false)} />}
    </>
  );
}

function Settings({ story, onClose }: { story: Story; onClose(): void }) {
  const draft = useStoryDraft(story);
  const value = {
    profile: draft.value("profile"),
    trim: draft.value("trim"),
    readers: draft.value("readers"),
    style: draft.value("style"),
  };
  const styled = useKnownStyles().length > 0 || value.style !== "";
  return (
    <Dialog title={t("About this story")} onClose={onClose}>
      <StoryConflict story={story} draft={draft} />
      <Field
        label={t("Author, on the title page")}
        value={draft.value("author")}
        onChange={(author) => draft.edit({ author })}
        maxLength={200}
      />
      <Choice
        label={t("Language of the story")}
        value={draft.value("language")}
        options={storyLanguages()}
        onChange={(language) => draft.edit({ language })}
      />
      <AimsFields value={value} pages={story.pages.length} onChange={(change) => draft.edit(change)} />
      <p className="small soft">
        {t("It is saved at once. Where the book goes is what the book’s screen begins with.")}{" "}
        {styled && t("Pictures that are drawn from now on are in the style that you choose.")}
      </p>
    </Dialog>
  );
}
