import { type ReactNode, useEffect, useId, useRef } from "react";
import { t } from "../language/language";
import { Button } from "./Button";
import { CloseIcon } from "./icons";

interface DialogProps {
  title: string;
  /** As wide as the window allows. */
  wide?: boolean;
  children: ReactNode;
  onClose(): void;
}

/** A window over the screen, for work that the writer began. Escape closes it. */
export function Dialog({ title, wide, children, onClose }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      className={wide ? "dialog dialog--wide" : "dialog"}
      aria-labelledby={id}
      onClose={onClose}
    >
      <div className="stack">
        <div className="row row--ends dialog__head">
          <h2 id={id}>{title}</h2>
          <Button size="round" look="bare" aria-label={t("Close")} onClick={() => dialog.current?.close()}>
            <CloseIcon />
          </Button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
