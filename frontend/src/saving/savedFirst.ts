import { ApiError } from "../api/errors";
import { t } from "../language/language";
import type { SaveState } from "./queue";

/** A queue, or the whole desk. */
interface Saving {
  readonly state: SaveState;
  flush(): Promise<void>;
}

function unsaved(): ApiError {
  return new ApiError(0, {
    code: "unsaved",
    message: t(
      "The newest words are not saved yet, so the work was not started: it would be done with the old ones.",
    ),
    safe: t("They are kept in this browser."),
    hint: t("Try again as soon as “Saved” is shown at the top."),
    details: null,
  });
}

/** Send what is unsaved before work starts that reads it. Throws where it could not be saved. */
export async function savedFirst(saving: Saving | undefined): Promise<void> {
  await saving?.flush();
  if (saving && saving.state !== "saved") throw unsaved();
}
