import { useMutation } from "@tanstack/react-query";
import { signOut } from "../api/accountCalls";
import { Refusal } from "../api/errors";
import { t } from "../language/language";
import { desk } from "../saving/desk";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { leaveNothing } from "./leaving";

/** The way out, for a computer that others use too: nothing of the writer stays in the browser. */
export function SignOut() {
  const leaving = useMutation({ mutationFn: savedThenOut, onSuccess: leaveNothing });
  const unsaved = leaving.error instanceof Refusal;
  return (
    <>
      <div className="row settings__end">
        <Button disabled={leaving.isPending} onClick={() => leaving.mutate({ anyway: false })}>
          {t("Sign out")}
        </Button>
        <span className="small soft">{t("Nothing of yours stays in this browser.")}</span>
      </div>
      <ErrorNote
        error={leaving.error}
        onRetry={unsaved ? () => leaving.mutate({ anyway: true }) : undefined}
        retryLabel={t("Sign out and throw them away")}
      />
    </>
  );
}

/** Words that the server does not have are only here: they are not thrown away unless the writer says so. */
async function savedThenOut({ anyway }: { anyway: boolean }): Promise<void> {
  await desk.flush();
  if (!anyway && (await desk.keepsWords())) throw keptHere();
  await signOut();
}

function keptHere(): Refusal {
  return new Refusal({
    code: "unsaved",
    message: t("Some words are only in this browser yet: signing out would throw them away."),
    safe: t("They are kept, and nobody was signed out."),
    hint: t("Open the pages that you wrote last, wait for “Saved” there, then sign out."),
  });
}
