import type { Destination } from "../api/types";
import { useKept } from "../ui/useKept";

/** Where the book of a story is to go: still there when the writer comes back to the room. */
export function useDestination(story: string): [Destination, (value: Destination) => void] {
  const [profile, setProfile] = useKept(`book/${story}/profile`);
  const [trim, setTrim] = useKept(`book/${story}/trim`);
  const [dedication, setDedication] = useKept(`book/${story}/dedication`);
  const set = (value: Destination): void => {
    setProfile(value.profile);
    setTrim(value.trim);
    setDedication(value.dedication);
  };
  return [{ profile: profile || "screen", trim, dedication, draft: false }, set];
}
