import { explain } from "../api/errors";
import { t } from "../language/language";
import { Button } from "./Button";

interface ErrorNoteProps {
  /** Anything that was thrown, or an error body of a job wrapped by the caller. */
  error: unknown;
  onRetry?(): void;
  retryLabel?: string;
  onDismiss?(): void;
}

/** What happened, what is safe, what to do - with one button to do it. */
export function ErrorNote({ error, onRetry, retryLabel = t("Try again"), onDismiss }: ErrorNoteProps) {
  if (!error) return null;
  const { message, safe, hint } = explain(error);
  return (
    <div className="note note--bad" role="alert">
      <strong>{message}</strong>
      {safe && <p>{safe}</p>}
      {hint && <p>{hint}</p>}
      {(onRetry || onDismiss) && (
        <div className="row">
          {onRetry && (
            <Button size="small" onClick={onRetry}>
              {retryLabel}
            </Button>
          )}
          {onDismiss && (
            <Button size="small" look="bare" onClick={onDismiss}>
              {t("Close")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
