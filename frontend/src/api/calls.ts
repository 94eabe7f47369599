import { client, unwrap } from "./client";
import type { Character, Job, Page, Panel, Story } from "./types";

/* One function for each call that changes something. Paths and bodies are checked against the server's schema. */

export interface Patching {
  revision: number;
  /** The page is being left: let the request outlive it. */
  leaving?: boolean;
}

function onRevision({ revision, leaving }: Patching) {
  return { headers: { "If-Match": String(revision) }, keepalive: leaving };
}

function once(key: string) {
  return { headers: { "Idempotency-Key": key } };
}

export function createStory(body: { title: string; author?: string }): Promise<Story> {
  return unwrap(client.POST("/api/stories", { body: { author: "", ...body } }));
}

export function patchStory(
  id: string,
  body: { title?: string; author?: string },
  on: Patching,
): Promise<Story> {
  const params = { path: { story_id: id } };
  return unwrap(client.PATCH("/api/stories/{story_id}", { params, body, ...onRevision(on) }));
}

export async function deleteStory(id: string): Promise<void> {
  await unwrap(client.DELETE("/api/stories/{story_id}", { params: { path: { story_id: id } } }));
}

export function createCharacter(
  story: string,
  body: { name: string; description: string },
): Promise<Character> {
  return unwrap(
    client.POST("/api/stories/{story_id}/characters", { params: { path: { story_id: story } }, body }),
  );
}

export function patchCharacter(
  id: string,
  body: { name?: string; description?: string },
  on: Patching,
): Promise<Character> {
  const params = { path: { character_id: id } };
  return unwrap(client.PATCH("/api/characters/{character_id}", { params, body, ...onRevision(on) }));
}

export async function deleteCharacter(id: string): Promise<void> {
  await unwrap(client.DELETE("/api/characters/{character_id}", { params: { path: { character_id: id } } }));
}

export function propose(id: string, key: string): Promise<Job> {
  const params = { path: { character_id: id } };
  return unwrap(
    client.POST("/api/characters/{character_id}/propose", { params, body: { count: 11 }, ...once(key) }),
  );
}

export function pick(id: string, candidate: string): Promise<Character> {
  const params = { path: { character_id: id } };
  return unwrap(client.POST("/api/characters/{character_id}/pick", { params, body: { candidate } }));
}

export function tune(id: string, key: string): Promise<Job> {
  const params = { path: { character_id: id } };
  return unwrap(client.POST("/api/characters/{character_id}/tune", { params, body: {}, ...once(key) }));
}

export function createPage(story: string, after: string | null): Promise<Page> {
  const params = { path: { story_id: story } };
  return unwrap(client.POST("/api/stories/{story_id}/pages", { params, body: { after } }));
}

export function patchPage(id: string, body: { text?: string }, on: Patching): Promise<Page> {
  const params = { path: { page_id: id } };
  return unwrap(client.PATCH("/api/pages/{page_id}", { params, body, ...onRevision(on) }));
}

export function movePage(id: string, position: number): Promise<Page[]> {
  return unwrap(
    client.POST("/api/pages/{page_id}/move", { params: { path: { page_id: id } }, body: { position } }),
  );
}

export async function deletePage(id: string, leaving = false): Promise<void> {
  await unwrap(
    client.DELETE("/api/pages/{page_id}", { params: { path: { page_id: id } }, keepalive: leaving }),
  );
}

export function patchPanel(
  id: string,
  body: { scene?: string; cast?: string[] },
  on: Patching,
): Promise<Panel> {
  const params = { path: { panel_id: id } };
  return unwrap(client.PATCH("/api/panels/{panel_id}", { params, body, ...onRevision(on) }));
}

export function render(id: string, key: string, seed: number | null): Promise<Job> {
  const params = { path: { panel_id: id } };
  return unwrap(client.POST("/api/panels/{panel_id}/render", { params, body: { seed }, ...once(key) }));
}

export function keepPicture(id: string, picture: string): Promise<Panel> {
  return unwrap(
    client.POST("/api/panels/{panel_id}/keep", { params: { path: { panel_id: id } }, body: { picture } }),
  );
}

export function exportBook(story: string, key: string): Promise<Job> {
  const params = { path: { story_id: story } };
  return unwrap(client.POST("/api/stories/{story_id}/export", { params, body: {}, ...once(key) }));
}

export function cancelJob(id: string): Promise<Job> {
  return unwrap(client.POST("/api/jobs/{job_id}/cancel", { params: { path: { job_id: id } } }));
}

export function retryJob(id: string): Promise<Job> {
  return unwrap(client.POST("/api/jobs/{job_id}/retry", { params: { path: { job_id: id } } }));
}
