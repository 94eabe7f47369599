import type { Story } from "../api/types";

/** Everything of a story that is written in the editor, as the desk calls it. */
export function partsOf(story: Story): [kind: string, id: string][] {
  return [
    ["story", story.id],
    ...story.cast.flatMap((character): [string, string][] => [
      ["character", character.id],
      ...character.outfits.map((outfit): [string, string] => ["outfit", outfit.id]),
    ]),
    ...story.pages.flatMap((page): [string, string][] => [
      ["page", page.id],
      ...page.panels.map((panel): [string, string] => ["panel", panel.id]),
    ]),
  ];
}
