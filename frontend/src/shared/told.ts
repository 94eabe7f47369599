import type { OpenBook, Panel } from "../api/types";
import type { Told } from "../reading/told";

type OpenPanel = OpenBook["pages"][number]["panels"][number];

/** A story as its readers get it, in the form that it is read in: what only its writers see is not in it. */
export function told({ pages, ...book }: OpenBook): Told {
  return {
    ...book,
    pages: pages.map(({ id, text, spread, panels }, position) => ({
      id,
      text,
      spread,
      position,
      revision: 1,
      held_by: null,
      panels: panels.map(panelOf),
    })),
  };
}

function panelOf({ id, alt, bubbles, picture_url: url }: OpenPanel): Panel {
  const picture = {
    id,
    url: url ?? "",
    prompt: alt,
    style: "",
    seed: 0,
    created_at: "",
    likeness: [],
    notices: [],
    stale: [],
  };
  const unseen = { cast: [], places: [], outfits: [], notices: [], seed: null, locked: false, revision: 1 };
  return {
    ...unseen,
    id,
    bubbles,
    scene: alt,
    kept: url === null ? null : id,
    pictures: url === null ? [] : [picture],
  };
}
