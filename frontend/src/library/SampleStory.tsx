import { useMutation } from "@tanstack/react-query";
import { openSample } from "../api/accountCalls";
import { currentLanguage, t } from "../language/language";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { BookIcon } from "../ui/icons";
import { Opening } from "./Opening";

/** A finished story as an own copy: to look at, and to change as one likes. */
export function SampleStory() {
  const opening = useMutation({ mutationFn: () => openSample(currentLanguage()) });
  if (opening.data) return <Opening id={opening.data.id} />;
  return (
    <>
      <Button disabled={opening.isPending} onClick={() => opening.mutate()}>
        <BookIcon />
        {t("Look at a finished story")}
      </Button>
      <ErrorNote error={opening.error} />
    </>
  );
}
