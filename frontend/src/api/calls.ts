import { client, unwrap } from "./client";
import type {
  Bubble,
  Character,
  Destination,
  Drawn,
  Job,
  Layout,
  NewStory,
  Page,
  Panel,
  Place,
  Redo,
  Share,
  Story,
  Worn,
} from "./types";

/* One function for each call that changes something. Paths and bodies are checked against the server's schema. */

export interface Patching {
  revision: number;
  /** The page is being left: let the request outlive it. */
  leaving?: boolean;
}

export function onRevision({ revision, leaving }: Patching) {
  return { headers: { "If-Match": String(revision) }, keepalive: leaving };
}

export function once(key: string) {
  return { headers: { "Idempotency-Key": key } };
}

export function createStory(body: NewStory, key: string): Promise<Story> {
  return unwrap(client.POST("/api/stories", { body, ...once(key) }));
}

/** Let somebody see or edit a story, or no longer with no role; answers with everybody who may. */
export function shareStory(story: string, username: string, role: Share["role"] | null): Promise<Share[]> {
  const params = { path: { story_id: story, username } };
  const path = "/api/stories/{story_id}/shares/{username}";
  return unwrap(role ? client.PUT(path, { params, body: { role } }) : client.DELETE(path, { params }));
}

export function patchStory(
  id: string,
  body: Partial<
    Pick<Story, "title" | "author" | "style" | "profile" | "trim" | "readers" | "cover_panel">
  > & {
    language?: NewStory["language"];
  },
  on: Patching,
): Promise<Story> {
  const params = { path: { story_id: id } };
  return unwrap(client.PATCH("/api/stories/{story_id}", { params, body, ...onRevision(on) }));
}

/** Into the trash; with `forGood`, out of the trash and out of the world. */
export async function deleteStory(id: string, forGood = false): Promise<void> {
  const params = { path: { story_id: id }, query: { for_good: forGood } };
  await unwrap(client.DELETE("/api/stories/{story_id}", { params }));
}

export function restoreStory(id: string): Promise<Story> {
  return unwrap(client.POST("/api/stories/{story_id}/restore", { params: { path: { story_id: id } } }));
}

export function createCharacter(
  story: string,
  body: { name: string; description: string },
  key: string,
): Promise<Character> {
  const params = { path: { story_id: story } };
  return unwrap(client.POST("/api/stories/{story_id}/characters", { params, body, ...once(key) }));
}

export function patchCharacter(
  id: string,
  body: { name?: string; description?: string },
  on: Patching,
): Promise<Character> {
  const params = { path: { character_id: id } };
  return unwrap(client.PATCH("/api/characters/{character_id}", { params, body, ...onRevision(on) }));
}

/** Into the trash; with `forGood`, out of the trash and out of the world. */
export async function deleteCharacter(id: string, forGood = false): Promise<void> {
  const params = { path: { character_id: id }, query: { for_good: forGood } };
  await unwrap(client.DELETE("/api/characters/{character_id}", { params }));
}

/** Put a character aside, so that it is offered for no further picture, or offer it again. */
export function archiveCharacter(id: string, away: boolean): Promise<Character> {
  const params = { path: { character_id: id } };
  const put = away ? "/api/characters/{character_id}/archive" : "/api/characters/{character_id}/unarchive";
  return unwrap(client.POST(put, { params }));
}

export function restoreCharacter(id: string): Promise<Character> {
  const params = { path: { character_id: id } };
  return unwrap(client.POST("/api/characters/{character_id}/restore", { params }));
}

/** Make a picture of one's own the look. */
export function adoptPicture(id: string, own: OwnPicture): Promise<Character> {
  const params = { path: { character_id: id } };
  return unwrap(client.POST("/api/characters/{character_id}/candidates", { params, ...sentAsForm(own) }));
}

/** A picture of one's own, and words for what is behind the character in it. */
export interface OwnPicture {
  picture: File;
  setting: string;
}

/** The description of the API knows a file only as text; what is sent is the form. */
export function sentAsForm({ picture, setting }: OwnPicture) {
  const form = new FormData();
  form.append("picture", picture);
  form.append("setting", setting);
  return { body: { picture: picture.name, setting }, bodySerializer: () => form };
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

/** Have somebody learnt again by the present painter, from the look that is most like the old one. */
export function relearn(id: string, key: string): Promise<Job> {
  const params = { path: { character_id: id } };
  return unwrap(client.POST("/api/characters/{character_id}/relearn", { params, body: {}, ...once(key) }));
}

export function createPage(story: string, after: string | null, key: string): Promise<Page> {
  const params = { path: { story_id: story } };
  return unwrap(client.POST("/api/stories/{story_id}/pages", { params, body: { after }, ...once(key) }));
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

/** Leave the first part of a text on its page and put the rest on a new one behind it. */
export function dividePage(id: string, first: string, rest: string, on: Patching): Promise<Page[]> {
  const params = { path: { page_id: id } };
  const body = { first, rest };
  return unwrap(client.POST("/api/pages/{page_id}/divide", { params, body, ...onRevision(on) }));
}

export function createPages(story: string, texts: string[], key: string): Promise<Page[]> {
  const params = { path: { story_id: story } };
  return unwrap(client.POST("/api/stories/{story_id}/pages/many", { params, body: { texts }, ...once(key) }));
}

export function duplicatePage(id: string, key: string): Promise<Page> {
  const params = { path: { page_id: id } };
  return unwrap(client.POST("/api/pages/{page_id}/duplicate", { params, ...once(key) }));
}

/** Into the trash; with `forGood`, out of the trash and out of the world. */
export async function deletePage(id: string, forGood = false): Promise<void> {
  const params = { path: { page_id: id }, query: { for_good: forGood } };
  await unwrap(client.DELETE("/api/pages/{page_id}", { params }));
}

export function restorePage(id: string): Promise<Page[]> {
  return unwrap(client.POST("/api/pages/{page_id}/restore", { params: { path: { page_id: id } } }));
}

/** Ask to write on a page; `held_by` of the answer is the window that does. */
export function holdPage(id: string, window: string, takeOver: boolean): Promise<Page> {
  const params = { path: { page_id: id } };
  return unwrap(client.POST("/api/pages/{page_id}/hold", { params, body: { window, take_over: takeOver } }));
}

export async function letGoOfPage(id: string, window: string): Promise<void> {
  const params = { path: { page_id: id } };
  const body = { window, take_over: false };
  await unwrap(client.POST("/api/pages/{page_id}/let-go", { params, body, keepalive: true }));
}

export function patchPanel(
  id: string,
  body: {
    scene?: string;
    cast?: string[];
    places?: Place[];
    outfits?: Worn[];
    bubbles?: Bubble[];
    seed?: number | null;
    locked?: boolean;
  },
  on: Patching,
): Promise<Panel> {
  const params = { path: { panel_id: id } };
  return unwrap(client.PATCH("/api/panels/{panel_id}", { params, body, ...onRevision(on) }));
}

/** Give a page so many panels; what is too many goes into the trash. */
export function layOutPage(id: string, layout: Layout): Promise<Page> {
  const params = { path: { page_id: id } };
  return unwrap(client.POST("/api/pages/{page_id}/layout", { params, body: layout }));
}

export function movePanel(id: string, position: number): Promise<Page> {
  const params = { path: { panel_id: id } };
  return unwrap(client.POST("/api/panels/{panel_id}/move", { params, body: { position } }));
}

/** Into the trash; with `forGood`, out of the trash and out of the world. */
export async function deletePanel(id: string, forGood = false): Promise<void> {
  const params = { path: { panel_id: id }, query: { for_good: forGood } };
  await unwrap(client.DELETE("/api/panels/{panel_id}", { params }));
}

export function restorePanel(id: string): Promise<Page> {
  return unwrap(client.POST("/api/panels/{panel_id}/restore", { params: { path: { panel_id: id } } }));
}

/** Have one more try drawn, from nothing or over another try. */
export function render(id: string, key: string, redo?: Redo): Promise<Job> {
  const params = { path: { panel_id: id } };
  const body = redo ? { redo } : {};
  return unwrap(client.POST("/api/panels/{panel_id}/render", { params, body, ...once(key) }));
}

/** Have a try of each panel drawn, with `style` as a sample; those that cannot be are in the answer with the reason. */
export function drawPanels(story: string, key: string, panels: string[], style?: string): Promise<Drawn> {
  const params = { path: { story_id: story } };
  const body = style === undefined ? { panels } : { panels, style };
  return unwrap(client.POST("/api/stories/{story_id}/draw", { params, body, ...once(key) }));
}

export function cancelDrawings(story: string, waitingOnly: boolean): Promise<Job[]> {
  const params = { path: { story_id: story } };
  return unwrap(
    client.POST("/api/stories/{story_id}/cancel", { params, body: { waiting_only: waitingOnly } }),
  );
}

export function keepPicture(id: string, picture: string): Promise<Panel> {
  return unwrap(
    client.POST("/api/panels/{panel_id}/keep", { params: { path: { panel_id: id } }, body: { picture } }),
  );
}

export function exportBook(story: string, body: Destination, key: string): Promise<Job> {
  const params = { path: { story_id: story } };
  return unwrap(client.POST("/api/stories/{story_id}/export", { params, body, ...once(key) }));
}

/** Have the file of the whole story made. */
export function packStory(story: string, key: string): Promise<Job> {
  const params = { path: { story_id: story } };
  return unwrap(client.POST("/api/stories/{story_id}/pack", { params, ...once(key) }));
}

/** Have the file of a character made. */
export function packCharacter(id: string, key: string): Promise<Job> {
  const params = { path: { character_id: id } };
  return unwrap(client.POST("/api/characters/{character_id}/pack", { params, ...once(key) }));
}

/** Have the story printed in the inks of a print shop’s ICC profile. */
export function givePress(story: string, file: File): Promise<Story> {
  const body = new FormData();
  body.set("file", file);
  return unwrap(
    client.POST("/api/stories/{story_id}/press", {
      params: { path: { story_id: story } },
      body: {},
      bodySerializer: () => body,
    }),
  );
}

export function forgetPress(story: string): Promise<Story> {
  return unwrap(client.DELETE("/api/stories/{story_id}/press", { params: { path: { story_id: story } } }));
}
