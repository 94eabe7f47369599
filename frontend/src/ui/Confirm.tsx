import type { ReactNode } from "react";
import { t } from "../language/language";
import { Button } from "./Button";
import { Dialog } from "./Dialog";

interface ConfirmProps {
  title: string;
  children: ReactNode;
  action: string;
  onAction(): void;
  onClose(): void;
}

/** A question before something that cannot be taken back. Escape and "Cancel" leave everything as it is. */
export function Confirm({ title, children, action, onAction, onClose }: ConfirmProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      <div className="row">
        <Button look="main" onClick={onAction}>
          {action}
        </Button>
        <Button onClick={onClose}>{t("Cancel")}</Button>
      </div>
    </Dialog>
  );
}
