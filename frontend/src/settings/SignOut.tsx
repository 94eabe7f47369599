import { useMutation } from "@tanstack/react-query";
import { signOut } from "../api/accountCalls";
import { ApiError } from "../api/errors";
import { t } from "../language/language";
import { desk } from "../saving/desk";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { leaveNothing } from "./leaving";

/** The way out, for a computer that others use too: nothing of the writer stays in the browser. */
export function SignOut() {
  const leaving = useMutation({ mutationFn: savedThenOut, onSuccess: leaveNothing });
  return (
    <>
      <div className="row settings__end">
        <Button disabled={leaving.isPending} onClick={() => leaving.mutate()}>
          {t("Sign out")}
        </Button>
        <span className="small soft">{t("Nothing of yours stays in this browser.")}</span>
      </div>
      <ErrorNote error={leaving.error} />
    </>
  );
}

/** What is not saved is only here: nobody is signed out before the server has it. */
async function savedThenOut(): Promise<void> {
  await desk.flush();
  if (desk.state !== "saved") throw unsaved();
  await signOut();
}

function unsaved(): ApiError {
  return new ApiError(0, {
    code: "unsaved",
    message: t("The newest words are not saved yet, so you are still signed in."),
    safe: t("They are kept in this browser."),
    hint: t("Try again as soon as “Saved” is shown at the top."),
    details: null,
  });
}
