import { useId, useState } from "react";
import type { Story } from "../api/types";
import { t } from "../language/language";
import { mayEdit } from "../story/mayEdit";
import { coverName, panelTitle, shownIn } from "../story/panels";
import { useStoryDraft } from "../story/useStoryDraft";

/** Which picture stands on the cover and the title page: the story’s first, or one that the writer chooses. */
export function CoverPicture({ story }: { story: Story }) {
  const draft = useStoryDraft(story);
  const [open, setOpen] = useState(false);
  const group = useId();
  const chosen = draft.value("cover_panel");
  const drawn = shownIn(story).filter(({ picture }) => picture);
  if (drawn.length === 0 && chosen === null) return null;
  const option = (value: string | null, label: string, url: string | undefined) => (
    <Option
      key={value}
      group={group}
      label={label}
      url={url}
      checked={chosen === value}
      onChoose={() => draft.edit({ cover_panel: value })}
    />
  );
  return (
    <details className="covers" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("Picture on the cover: {{name}}", { name: coverName(story, chosen) })}</summary>
      {open && (
        <fieldset className="covers__list" disabled={!mayEdit(story)}>
          <legend className="only-heard">{t("Picture on the cover and the title page")}</legend>
          {option(null, t("The first one"), drawn[0]?.picture?.url)}
          {drawn.map(({ page, number, panel, picture }) =>
            option(panel.id, panelTitle(page, panel, number), picture?.url),
          )}
        </fieldset>
      )}
    </details>
  );
}

interface OptionProps {
  group: string;
  label: string;
  url: string | undefined;
  checked: boolean;
  onChoose(): void;
}

function Option({ group, label, url, checked, onChoose }: OptionProps) {
  return (
    <label className="covers__one small">
      {url && <img src={url} alt="" loading="lazy" />}
      <span>
        <input type="radio" name={group} checked={checked} onChange={onChoose} />
        {label}
      </span>
    </label>
  );
}
