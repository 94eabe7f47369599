import { rememberStories } from "../library/lastKnown";
import { desk } from "../saving/desk";
import { forgetForms } from "../ui/useKept";

/** Whoever wrote here is gone: on a shared computer the next person finds no titles, no words, no half-filled form. */
export async function leaveNothing(): Promise<void> {
  rememberStories([]);
  forgetForms();
  await desk.forget();
  // Back would show this window as it was, with all that it holds in memory.
  window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
  window.location.assign("/");
}
