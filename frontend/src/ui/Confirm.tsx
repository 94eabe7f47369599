import { type ReactNode, useEffect, useId, useRef } from "react";
import { Button } from "./Button";

interface ConfirmProps {
  title: string;
  children: ReactNode;
  action: string;
  onAction(): void;
  onClose(): void;
}

/** A question before something that cannot be taken back. Escape and "Cancel" leave everything as it is. */
export function Confirm({ title, children, action, onAction, onClose }: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={id} onClose={onClose}>
      <div className="stack">
        <h2 id={id}>{title}</h2>
        {children}
        <div className="row">
          <Button look="main" onClick={onAction}>
            {action}
          </Button>
          <Button onClick={() => dialog.current?.close()}>Cancel</Button>
        </div>
      </div>
    </dialog>
  );
}
