import createClient, { type Middleware } from "openapi-fetch";
import { ApiError, Offline, readErrorBody } from "./errors";
import type { paths } from "./schema";

export function csrfToken(): string {
  return /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
}

const csrf: Middleware = {
  onRequest({ request }) {
    if (request.method !== "GET") request.headers.set("X-CSRFToken", csrfToken());
    return request;
  },
};

export const client = createClient<paths>({
  baseUrl: window.location.origin,
  credentials: "same-origin",
  fetch: (request) => globalThis.fetch(request),
});
client.use(csrf);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The answer's data; throws `ApiError` for a refusal and `Offline` where there was no answer. */
export async function unwrap<T>(request: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await request;
  } catch (error) {
    throw new Offline(error);
  }
  if (!answer.response.ok) throw new ApiError(answer.response.status, readErrorBody(answer.error));
  return answer.data as T;
}

/** A fresh idempotency key: a request that is sent twice starts one job. Also without a secure context. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** This window, for as long as it is open: a tab that is duplicated is another one. */
export const WINDOW = uuid(newKey());

/** 32 hexadecimal digits in the form of a random UUID (RFC 9562, version 4). */
export function uuid(digits: string): string {
  const marked = `${digits.slice(0, 12)}4${digits.slice(13, 16)}8${digits.slice(17)}`;
  return marked.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
