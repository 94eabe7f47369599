import type { Destination, Story } from "../api/types";
import { useKept } from "../ui/useKept";

/** The typefaces of books. */
export const FACES: [Destination["face"], ...Destination["face"][]] = ["Andika", "Lexend"];

type Aim = Pick<Story, "id" | "profile" | "trim">;

/**
 * Where the book of a story is to go: what the story is meant for, until the writer chooses something else here. That
 * is still there when they come back to the room.
 */
export function useDestination({ id: story, ...aim }: Aim): [Destination, (value: Destination) => void] {
  const [profile, setProfile] = useKept(`book/${story}/profile`);
  const [trim, setTrim] = useKept(`book/${story}/trim`);
  const [dedication, setDedication] = useKept(`book/${story}/dedication`);
  const [face, setFace] = useKept(`book/${story}/face`);
  const [spine, setSpine] = useKept(`book/${story}/spine`);
  const [pages, setPages] = useKept(`book/${story}/spine-pages`);
  const [facing, setFacing] = useKept(`book/${story}/facing`);
  // Another destination has other page sizes, and may have no facing pages.
  const [meant, setMeant] = useKept(`book/${story}/meant`);
  const set = (value: Destination): void => {
    setFace(value.face);
    setProfile(value.profile === aim.profile ? "" : value.profile);
    setMeant(value.profile);
    setTrim(value.trim);
    setFacing(value.facing ? "yes" : "");
    setDedication(value.dedication);
    setSpine(value.spine ? String(value.spine) : "");
    setPages(value.spine_pages ? String(value.spine_pages) : "");
  };
  const known = FACES.find((each) => each === face) ?? FACES[0];
  const width = { spine: Number(spine) || 0, spine_pages: Number(pages) || 0 };
  const chosen = profile || aim.profile || "screen";
  const size = (meant === chosen && trim) || (chosen === aim.profile ? aim.trim : "");
  const where = { profile: chosen, trim: size, facing: meant === chosen && facing === "yes" };
  return [{ ...where, dedication, draft: false, face: known, ...width }, set];
}
