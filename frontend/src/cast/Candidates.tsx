import type { Ref } from "react";
import type { Character } from "../api/types";
import { t } from "../language/language";
import { CheckIcon } from "../ui/icons";
import { PROPOSED } from "./states";

const SLOTS = Array.from({ length: PROPOSED }, (_, slot) => `waiting-${slot}`);

interface CandidatesProps {
  character: Pick<Character, "candidates" | "state" | "name" | "target">;
  readOnly: boolean;
  onPick(candidate: string): void;
  ref: Ref<HTMLFieldSetElement>;
}

/** The drawn looks, as they arrive. Always in the page, so that the focus has somewhere to wait for the first one. */
export function Candidates({ character, readOnly, onPick, ref }: CandidatesProps) {
  const { candidates, state, name, target } = character;
  const waiting = state === "proposing" ? Math.max(0, PROPOSED - candidates.length) : 0;
  const folded = state === "ready" || state === "queued" || state === "learning";
  const grid = (
    <ol className="looks">
      {candidates.map((candidate, index) => (
        <li key={candidate.id}>
          <button
            type="button"
            className="look"
            disabled={readOnly}
            aria-pressed={candidate.id === target}
            aria-label={
              candidate.own
                ? t("Look {{number}} for {{name}}: a picture of your own", { number: index + 1, name })
                : t("Look {{number}} for {{name}}", { number: index + 1, name })
            }
            onClick={() => onPick(candidate.id)}
          >
            <img src={candidate.url} alt="" width={256} height={256} />
            <span className="look__number">{candidate.id === target ? <CheckIcon /> : index + 1}</span>
          </button>
        </li>
      ))}
      {SLOTS.slice(PROPOSED - waiting).map((slot) => (
        <li key={slot} className="look look--waiting" aria-hidden="true" />
      ))}
    </ol>
  );
  return (
    <fieldset className="character__looks" ref={ref} tabIndex={-1}>
      <legend className="only-heard">{t("Looks for {{name}}. Keys 1 to 9 pick one.", { name })}</legend>
      {folded && candidates.length > 0 ? (
        <details>
          <summary>{t("All looks")}</summary>
          {grid}
        </details>
      ) : (
        candidates.length + waiting > 0 && grid
      )}
    </fieldset>
  );
}
