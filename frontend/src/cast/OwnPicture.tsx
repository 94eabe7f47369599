import { type FormEvent, useEffect, useId, useState } from "react";
import { Refusal } from "../api/errors";
import { t } from "../language/language";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { ErrorNote } from "../ui/ErrorNote";
import { Field } from "../ui/Field";
import { PictureIcon } from "../ui/icons";
import type { CharacterActions } from "./useCharacterActions";

interface OwnPictureProps {
  /** Who is in it, also in an outfit: "Mia in “Winter coat”". */
  name: string;
  /** What the button is called among several. */
  label?: string;
  size?: "small";
  adopt: CharacterActions["adopt"];
}

/** The largest file that the server takes, in bytes. */
export const LARGEST = 20 * 1024 * 1024;
const KINDS = "image/png,image/jpeg,image/webp";

/** A picture from elsewhere as the look, instead of a proposed one. */
export function OwnPicture({ name, label, size, adopt }: OwnPictureProps) {
  const [open, setOpen] = useState(false);
  const close = (): void => {
    adopt.reset();
    setOpen(false);
  };
  return (
    <>
      <Button look="bare" size={size} aria-label={label} onClick={() => setOpen(true)}>
        <PictureIcon />
        {t("Use a picture of your own")}
      </Button>
      {open && <Choosing name={name} adopt={adopt} onClose={close} />}
    </>
  );
}

function Choosing({ name, adopt, onClose }: Pick<OwnPictureProps, "name" | "adopt"> & { onClose(): void }) {
  const [picture, setPicture] = useState<File | null>(null);
  const [setting, setSetting] = useState("");
  const preview = usePreview(picture);
  const file = useId();
  const large = picture !== null && picture.size > LARGEST;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (picture) adopt.mutate({ picture, setting }, { onSuccess: onClose });
  };
  return (
    <Dialog title={t("A picture of your own for {{name}}", { name })} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <p>
          {t(
            "It fits best when it shows {{name}} alone and whole, in front of something plain. Of another shape, its middle is used.",
            { name },
          )}
        </p>
        <p className="small soft">
          {t(
            "Use only a picture that you made or may use, and nobody’s face without their consent. Only its pixels are kept: not where or when it was taken.",
          )}
        </p>
        <div className="field">
          <label className="field__label" htmlFor={file}>
            {t("Picture: PNG, JPEG or WebP, up to 20 MB")}
          </label>
          <input
            id={file}
            type="file"
            className="own__file"
            accept={KINDS}
            onChange={(event) => {
              adopt.reset();
              setPicture(event.target.files?.[0] ?? null);
            }}
          />
        </div>
        {preview && <img className="own__preview" src={preview} alt={t("The chosen picture")} />}
        <Field
          label={t("What is behind {{name}} in it?", { name })}
          hint={t("For example “in the forest”. Leave it empty where it is plain.")}
          value={setting}
          onChange={setSetting}
          maxLength={100}
          ownUndo
        />
        <ErrorNote error={large ? tooLarge() : adopt.error} />
        <div className="row">
          <Button type="submit" look="main" disabled={!picture || large || adopt.isPending}>
            {t("Use this picture")}
          </Button>
          <Button onClick={onClose}>{t("Cancel")}</Button>
        </div>
      </form>
    </Dialog>
  );
}

function tooLarge(): Refusal {
  return new Refusal({
    code: "too_big",
    message: t("This picture is too large."),
    safe: t("Nothing was sent."),
    hint: t("Choose one of at most 20 MB."),
  });
}

/** An address for a chosen file, as long as it is shown. */
function usePreview(picture: File | null): string | null {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (!picture) return;
    const made = URL.createObjectURL(picture);
    setAddress(made);
    return () => {
      URL.revokeObjectURL(made);
      setAddress(null);
    };
  }, [picture]);
  return address;
}
