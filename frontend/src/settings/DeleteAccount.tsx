import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { deleteAccount } from "../api/accountCalls";
import type { Account } from "../api/types";
import { t } from "../language/language";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { ErrorNote } from "../ui/ErrorNote";
import { Field } from "../ui/Field";
import { leaveNothing } from "./leaving";

/** The end of an account. Nothing of it comes back, so its name has to be typed, and its password if it has one. */
export function DeleteAccount({ account }: { account: Account }) {
  const [open, setOpen] = useState(false);
  return (
    <div className="settings__end">
      <Button look="bare" onClick={() => setOpen(true)}>
        {t("Delete the account…")}
      </Button>
      {open && <Asking account={account} onClose={() => setOpen(false)} />}
    </div>
  );
}

function Asking({ account, onClose }: { account: Account; onClose(): void }) {
  const { username, stories } = account;
  const [typed, setTyped] = useState("");
  const [secret, setSecret] = useState("");
  const ending = useMutation({
    mutationFn: () => deleteAccount(username, secret),
    onSuccess: leaveNothing,
  });
  return (
    <Dialog title={t("Delete the account {{name}}", { name: username })} onClose={onClose}>
      <p>
        {t("{{count}} stories are deleted with it, for everybody you share them with too.", {
          count: stories,
        })}{" "}
        {t("Pages, pictures, characters and books are gone at once, also what lies in the trash.")}
      </p>
      <p>
        <strong>{t("This cannot be taken back.")}</strong>{" "}
        {t("If you may want them again, put all stories into one file first and download it.")}
      </p>
      <Field
        label={t("Type {{name}} to go on", { name: username })}
        value={typed}
        onChange={setTyped}
        maxLength={150}
        ownUndo
      />
      {account.password && (
        <Field
          label={t("Your password")}
          value={secret}
          onChange={setSecret}
          maxLength={4096}
          kind="password"
          ownUndo
        />
      )}
      <div className="row">
        <Button
          look="main"
          disabled={typed !== username || (account.password && !secret) || ending.isPending}
          onClick={() => ending.mutate()}
        >
          {t("Delete everything")}
        </Button>
        <Button onClick={onClose}>{t("Cancel")}</Button>
      </div>
      <ErrorNote error={ending.error} />
    </Dialog>
  );
}
