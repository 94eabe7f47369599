/** Whether a dialog lies over the screen: what is under it must not answer keys then. */
export function underModal(): boolean {
  return document.querySelector("dialog[open]") !== null;
}
