import { once } from "./calls";
import { client, unwrap } from "./client";
import type { Character, Job } from "./types";

/** Have what is missing of somebody's sheet drawn. */
export function drawSheet(id: string, key: string): Promise<Job> {
  const params = { path: { character_id: id } };
  return unwrap(client.POST("/api/characters/{character_id}/sheet", { params, body: {}, ...once(key) }));
}

/** Somebody once more in another story, with everything that was drawn and learnt; answers with the copy. */
export function copyCharacter(id: string, into: string, key: string): Promise<Character> {
  const params = { path: { story_id: into, character_id: id } };
  return unwrap(
    client.POST("/api/stories/{story_id}/characters/{character_id}/copy", { params, ...once(key) }),
  );
}
