import { said } from "../language/findings";
import { heard, t } from "../language/language";
import type { Finding } from "./types";

/** What happened, what is safe, what to do: the body of every error the server sends. */
export interface ErrorBody {
  code: string;
  message: string;
  safe: string;
  hint: string;
  details?: unknown;
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

/** What the editor itself does not do, with the reason in the same three sentences. */
export class Refusal extends Error {
  readonly body: ErrorBody;

  constructor(body: Omit<ErrorBody, "details">) {
    super(body.message);
    this.name = "Refusal";
    this.body = { ...body, details: null };
  }
}

/** The server could not be reached at all. */
export class Offline extends Error {
  constructor(cause?: unknown) {
    super("Storyboard cannot be reached.", { cause });
    this.name = "Offline";
  }
}

const offline = (): ErrorBody => ({
  code: "offline",
  message: t("Storyboard cannot be reached."),
  safe: t("What you wrote is kept in this browser."),
  hint: t("Check that Storyboard is still running. It is tried again by itself."),
  details: null,
});

const unknown = (): ErrorBody => ({
  code: "unknown",
  message: t("Something went wrong that we did not expect."),
  safe: t("Your saved story and pictures are not touched."),
  hint: t("Try again. If it stays, reload the page."),
  details: null,
});

function text(value: unknown, fallback: string): string {
  return typeof value === "string" ? value : fallback;
}

/** Read an error body of unknown origin (a proxy may answer in HTML): missing parts get plain sentences. */
export function readErrorBody(raw: unknown): ErrorBody {
  if (typeof raw !== "object" || raw === null) return unknown();
  const body = raw as Partial<Record<keyof ErrorBody, unknown>>;
  return {
    code: text(body.code, unknown().code),
    message: text(body.message, unknown().message),
    safe: text(body.safe, unknown().safe),
    hint: text(body.hint, unknown().hint),
    details: body.details ?? null,
  };
}

/** What was found on a book that cannot be made: it is said by its code. */
function findingOf(details: unknown): Finding | null {
  if (typeof details !== "object" || details === null || !("finding" in details)) return null;
  return details.finding as Finding;
}

/** What the server refused, in the language of the editor. */
function inWords(body: ErrorBody): ErrorBody {
  const finding = findingOf(body.details);
  const message = heard(body.message, finding ? { finding: said(finding) } : {});
  return { ...body, message, safe: heard(body.safe), hint: heard(body.hint) };
}

/** What is in the way and what to do about it, as one line of a list. */
export function inOneLine(body: ErrorBody): string {
  const { message, hint } = inWords(body);
  return `${message} ${hint}`.trim();
}

/** The three sentences for whatever was thrown, in the language of the editor. */
export function explain(error: unknown): ErrorBody {
  if (error instanceof Refusal) return error.body;
  if (error instanceof ApiError) return inWords(error.body);
  if (error instanceof Offline) return offline();
  return unknown();
}

/** The server's present object out of a 409 answer, or null where there is none. */
export function currentOf<T>(error: unknown): T | null {
  if (!(error instanceof ApiError) || error.status !== 409) return null;
  const details = error.body.details;
  if (typeof details !== "object" || details === null || !("current" in details)) return null;
  return (details as { current: T }).current ?? null;
}
