import { queryOptions } from "@tanstack/react-query";
import { once } from "./calls";
import { client, csrfToken, unwrap } from "./client";
import type { Job } from "./types";

/* What a person may do with all of their stories at once. */

export const accountQuery = queryOptions({
  queryKey: ["account"],
  queryFn: () => unwrap(client.GET("/api/account")),
  staleTime: 0,
});

export function downloadAccount(key: string): Promise<Job> {
  return unwrap(client.POST("/api/account/download", once(key)));
}

/** For good, with all stories; name and password are the account’s, typed once more. */
export async function deleteAccount(name: string, password: string): Promise<void> {
  await unwrap(client.POST("/api/account/delete", { body: { name, password } }));
}

/** The end of this browser’s session; the way there is a page’s, not the API’s. */
export async function signOut(): Promise<void> {
  const headers = { "X-CSRFToken": csrfToken() };
  const asked = new Request(new URL("/logout", window.location.origin), { method: "POST", headers });
  await unwrap(fetch(asked).then((response) => ({ response })));
}

/** An own copy of the finished sample, told in a language. */
export function openSample(language: string): Promise<Job> {
  return unwrap(client.POST("/api/stories/sample", { body: { language } }));
}
