import { type OwnPicture, once, onRevision, type Patching, sentAsForm } from "./calls";
import { client, unwrap } from "./client";
import type { Character, Job } from "./types";

/* An outfit is a part of its character: every answer that is no job is the whole character. */

export function createOutfit(
  character: string,
  body: { name: string; description: string },
  key: string,
): Promise<Character> {
  const params = { path: { character_id: character } };
  return unwrap(client.POST("/api/characters/{character_id}/outfits", { params, body, ...once(key) }));
}

export function patchOutfit(
  id: string,
  body: { name?: string; description?: string },
  on: Patching,
): Promise<Character> {
  const params = { path: { outfit_id: id } };
  return unwrap(client.PATCH("/api/outfits/{outfit_id}", { params, body, ...onRevision(on) }));
}

export function removeOutfit(id: string): Promise<Character> {
  return unwrap(client.DELETE("/api/outfits/{outfit_id}", { params: { path: { outfit_id: id } } }));
}

export function restoreOutfit(id: string): Promise<Character> {
  return unwrap(client.POST("/api/outfits/{outfit_id}/restore", { params: { path: { outfit_id: id } } }));
}

export function proposeOutfit(id: string, key: string): Promise<Job> {
  const params = { path: { outfit_id: id } };
  return unwrap(
    client.POST("/api/outfits/{outfit_id}/propose", { params, body: { count: 11 }, ...once(key) }),
  );
}

export function adoptForOutfit(id: string, own: OwnPicture): Promise<Character> {
  const params = { path: { outfit_id: id } };
  return unwrap(client.POST("/api/outfits/{outfit_id}/candidates", { params, ...sentAsForm(own) }));
}

export function pickOutfit(id: string, candidate: string): Promise<Character> {
  const params = { path: { outfit_id: id } };
  return unwrap(client.POST("/api/outfits/{outfit_id}/pick", { params, body: { candidate } }));
}

export function tuneOutfit(id: string, key: string): Promise<Job> {
  const params = { path: { outfit_id: id } };
  return unwrap(client.POST("/api/outfits/{outfit_id}/tune", { params, body: {}, ...once(key) }));
}
