/** What happened, what is safe, what to do: the body of every error the server sends. */
export interface ErrorBody {
  code: string;
  message: string;
  safe: string;
  hint: string;
  details: unknown;
}

/** An answer of the server that is not a success. `status` is the HTTP status. */
export class ApiError extends Error {
  readonly status: number;
  readonly body: ErrorBody;

  constructor(status: number, body: ErrorBody) {
    super(body.message);
    this.name = "ApiError";
    this.status = status;
    this.body = body;
  }
}

/** The server could not be reached at all. */
export class Offline extends Error {
  constructor(cause?: unknown) {
    super("Storyboard cannot be reached.", { cause });
    this.name = "Offline";
  }
}

const OFFLINE: ErrorBody = {
  code: "offline",
  message: "Storyboard cannot be reached.",
  safe: "What you wrote is kept in this browser.",
  hint: "Check that Storyboard is still running. It is tried again by itself.",
  details: null,
};

const UNKNOWN: ErrorBody = {
  code: "unknown",
  message: "Something went wrong that we did not expect.",
  safe: "Your saved story and pictures are not touched.",
  hint: "Try again. If it stays, reload the page.",
  details: null,
};

function text(value: unknown, fallback: string): string {
  return typeof value === "string" ? value : fallback;
}

/** Read an error body of unknown origin (a proxy may answer in HTML): missing parts get plain sentences. */
export function readErrorBody(raw: unknown): ErrorBody {
  if (typeof raw !== "object" || raw === null) return UNKNOWN;
  const body = raw as Partial<Record<keyof ErrorBody, unknown>>;
  return {
    code: text(body.code, UNKNOWN.code),
    message: text(body.message, UNKNOWN.message),
    safe: text(body.safe, UNKNOWN.safe),
    hint: text(body.hint, UNKNOWN.hint),
    details: body.details ?? null,
  };
}

/** The three sentences for whatever was thrown. */
export function explain(error: unknown): ErrorBody {
  if (error instanceof ApiError) return error.body;
  if (error instanceof Offline) return OFFLINE;
  return UNKNOWN;
}

/** The server's present object out of a 409 answer, or null where there is none. */
export function currentOf<T>(error: unknown): T | null {
  if (!(error instanceof ApiError) || error.status !== 409) return null;
  const details = error.body.details;
  if (typeof details !== "object" || details === null || !("current" in details)) return null;
  return (details as { current: T }).current ?? null;
}
