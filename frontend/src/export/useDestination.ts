import type { Destination } from "../api/types";
import { useKept } from "../ui/useKept";

/** The typefaces of books. */
export const FACES: [Destination["face"], ...Destination["face"][]] = ["Andika", "Lexend"];

/** Where the book of a story is to go: still there when the writer comes back to the room. */
export function useDestination(story: string): [Destination, (value: Destination) => void] {
  const [profile, setProfile] = useKept(`book/${story}/profile`);
  const [trim, setTrim] = useKept(`book/${story}/trim`);
  const [dedication, setDedication] = useKept(`book/${story}/dedication`);
  const [face, setFace] = useKept(`book/${story}/face`);
  const [spine, setSpine] = useKept(`book/${story}/spine`);
  const [pages, setPages] = useKept(`book/${story}/spine-pages`);
  const [facing, setFacing] = useKept(`book/${story}/facing`);
  const set = (value: Destination): void => {
    setFace(value.face);
    setProfile(value.profile);
    setTrim(value.trim);
    setFacing(value.facing ? "yes" : "");
    setDedication(value.dedication);
    setSpine(value.spine ? String(value.spine) : "");
    setPages(value.spine_pages ? String(value.spine_pages) : "");
  };
  const known = FACES.find((each) => each === face) ?? FACES[0];
  const width = { spine: Number(spine) || 0, spine_pages: Number(pages) || 0 };
  const where = { profile: profile || "screen", trim, facing: facing === "yes" };
  return [{ ...where, dedication, draft: false, face: known, ...width }, set];
}
