import { QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { MemoryRouter, Outlet, Route, Routes } from "react-router";
import { vi } from "vitest";
import { newQueryClient } from "../api/queries";
import type { Story } from "../api/types";
import { ToastProvider } from "../ui/Toasts";

export interface Call {
  method: string;
  path: string;
  body: unknown;
  headers: Headers;
}

/** Answers the fetches of a test: status and body for "METHOD /path", 404 for everything else. */
export function serve(answers: Record<string, [number, unknown]>): Call[] {
  const calls: Call[] = [];
  vi.stubGlobal("fetch", async (input: Request) => {
    const path = new URL(input.url).pathname;
    const form = input.headers.get("Content-Type")?.startsWith("multipart/form-data");
    const text = form ? "" : await input.text();
    const body = form ? Object.fromEntries(await input.formData()) : text && JSON.parse(text);
    calls.push({ method: input.method, path, body, headers: input.headers });
    const [status, answer] = answers[`${input.method} ${path}`] ?? [
      404,
      { code: "not_found", message: "Not there." },
    ];
    return new Response(JSON.stringify(answer), { status, headers: { "Content-Type": "application/json" } });
  });
  return calls;
}

/** What was to be changed or made, without what was only asked. */
export function wishes(calls: Call[]): Call[] {
  return calls.filter(({ method }) => method !== "GET");
}

export const STUDIO = {
  backend: "picturebook",
  label: "Painter",
  picture_size: 256,
  tested_characters: 2,
  characters: ["fox"],
  places: [],
  actions: [],
  any_word: true,
  accounts: false,
};

/** A screen inside an open story, with all that it needs around it. */
export function showInStory(story: Story, screen: ReactNode, address = "/in") {
  const queries = newQueryClient();
  queries.setQueryData(["story", story.id], story);
  queries.setQueryData(["studio"], STUDIO);
  const view = render(
    <QueryClientProvider client={queries}>
      <ToastProvider>
        <MemoryRouter initialEntries={[address]}>
          <Routes>
            <Route element={<Outlet context={story} />}>
              <Route path="*" element={screen} />
            </Route>
          </Routes>
        </MemoryRouter>
      </ToastProvider>
    </QueryClientProvider>,
  );
  return { ...view, queries };
}
