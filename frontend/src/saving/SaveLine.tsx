import { useSyncExternalStore } from "react";
import { explain } from "../api/errors";
import { t } from "../language/language";
import { Button } from "../ui/Button";
import { CheckIcon, LookIcon } from "../ui/icons";
import { desk } from "./desk";
import type { SaveState } from "./queue";
import "./saving.css";

const WORDS = (): Record<SaveState, string> => ({
  saved: t("Saved"),
  saving: t("Saving"),
  offline: t("Offline, kept here"),
  failed: t("Could not save"),
  conflict: t("Two versions: please choose"),
});

const LOOKS: Record<SaveState, string> = {
  saved: "chip--good",
  saving: "chip--busy",
  offline: "chip--look",
  failed: "chip--bad",
  conflict: "chip--look",
};

/** On its way: seen only where there is no room for the word. */
function Dots() {
  return <span className="save-line__dots" aria-hidden="true" />;
}

/** How the words stand: on the server, on their way, or kept here. */
export function SaveLine() {
  useSyncExternalStore(desk.subscribe, desk.snapshot);
  const state = desk.state;
  return (
    <div className="row">
      <output className={`chip ${LOOKS[state]}`} aria-label={t("Save state")}>
        {state === "saved" ? <CheckIcon /> : state === "saving" ? <Dots /> : <LookIcon />}
        <span className={state === "saved" || state === "saving" ? "save-line__word" : undefined}>
          {WORDS()[state]}
        </span>
      </output>
      {state === "failed" && (
        <>
          <span className="small">{explain(desk.error).message}</span>
          <Button size="small" onClick={() => void desk.flush()}>
            {t("Retry")}
          </Button>
        </>
      )}
    </div>
  );
}
