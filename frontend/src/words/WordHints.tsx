import type { Words } from "../api/types";
import { t } from "../language/language";
import { Button } from "../ui/Button";
import "./words.css";

interface WordHintsProps {
  id: string;
  words: Words | undefined;
  /** Put a known word in the place of an unknown one. */
  onReplace(unknown: string, known: string): void;
}

/** Each unknown word with the known words near it, one press away. */
export function WordHints({ id, words, onReplace }: WordHintsProps) {
  const unknown = words?.unknown ?? [];
  return (
    <div id={id} aria-live="polite">
      {unknown.length > 0 && (
        <ul className="hints">
          {unknown.map(({ word, near }) => (
            <li key={word} className="hints__word">
              <span>
                {near.length > 0
                  ? t("The painter does not know “{{word}}”. Near it:", { word })
                  : t("The painter does not know “{{word}}” and will leave it out.", { word })}
              </span>
              {near.map((known) => (
                <Button
                  key={known}
                  size="small"
                  onClick={() => onReplace(word, known)}
                  aria-label={t("Use {{known}} instead of {{word}}", { known, word })}
                >
                  {known}
                </Button>
              ))}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
