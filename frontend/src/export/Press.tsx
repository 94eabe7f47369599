import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { forgetPress, givePress } from "../api/calls";
import type { Story } from "../api/types";
import { t } from "../language/language";
import { mayEdit } from "../story/mayEdit";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";

interface PressProps {
  story: Story;
  /** Name of the colour profile that is in use; empty where none is installed. */
  name: string;
}

/** Whose inks a printed book is put into, and a place to give the print shop’s own colour profile. */
export function Press({ story, name }: PressProps) {
  const id = useId();
  const queries = useQueryClient();
  const onSuccess = (fresh: Story): void => {
    queries.setQueryData(["story", story.id], fresh);
    void queries.invalidateQueries({ queryKey: ["preflight", story.id] });
  };
  const giving = useMutation({ mutationFn: (file: File) => givePress(story.id, file), onSuccess });
  const forgetting = useMutation({ mutationFn: () => forgetPress(story.id), onSuccess });
  const busy = giving.isPending || forgetting.isPending;
  return (
    <div className="stack">
      {name && <p className="soft">{t("Printing inks by the colour profile “{{name}}”.", { name })}</p>}
      {mayEdit(story) && (
        <div className="field">
          <label className="field__label" htmlFor={id}>
            {t("Colour profile of your print shop (ICC file)")}
          </label>
          <input
            id={id}
            className="input"
            type="file"
            accept=".icc,.icm"
            disabled={busy}
            onChange={(event) => {
              const file = event.target.files?.[0];
              if (file) giving.mutate(file);
              event.target.value = "";
            }}
          />
        </div>
      )}
      {mayEdit(story) && story.press && (
        <div className="row">
          <Button disabled={busy} onClick={() => forgetting.mutate()}>
            {t("Use the studio’s own colour profile")}
          </Button>
        </div>
      )}
      <ErrorNote error={giving.error ?? forgetting.error} />
    </div>
  );
}
