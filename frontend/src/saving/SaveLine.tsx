import { useSyncExternalStore } from "react";
import { explain } from "../api/errors";
import { Button } from "../ui/Button";
import { CheckIcon, LookIcon } from "../ui/icons";
import { desk } from "./desk";
import type { SaveState } from "./queue";

const WORDS: Record<SaveState, string> = {
  saved: "Saved",
  saving: "Saving",
  offline: "Offline, kept here",
  failed: "Could not save",
  conflict: "Two versions: please choose",
};

const LOOKS: Record<SaveState, string> = {
  saved: "chip--good",
  saving: "chip--busy",
  offline: "chip--look",
  failed: "chip--bad",
  conflict: "chip--look",
};

/** How the words stand: on the server, on their way, or kept here. */
export function SaveLine() {
  useSyncExternalStore(desk.subscribe, desk.snapshot);
  const state = desk.state;
  return (
    <div className="row">
      <output className={`chip ${LOOKS[state]}`} aria-label="Save state">
        {state === "saved" ? <CheckIcon /> : state === "saving" ? null : <LookIcon />}
        {WORDS[state]}
      </output>
      {state === "failed" && (
        <>
          <span className="small">{explain(desk.error).message}</span>
          <Button size="small" onClick={() => void desk.flush()}>
            Retry
          </Button>
        </>
      )}
    </div>
  );
}
