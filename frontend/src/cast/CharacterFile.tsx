import { packCharacter } from "../api/calls";
import type { Character, Story } from "../api/types";
import { PackLink } from "../files/PackLink";
import { isActive } from "../jobs/progress";
import { latestJob } from "../jobs/sentences";
import { useStartJob } from "../jobs/useJobActions";
import { t } from "../language/language";
import { desk } from "../saving/desk";
import { savedFirst } from "../saving/savedFirst";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { CopyCharacter } from "./CopyCharacter";

/** A learnt character as a file of its own, for other stories and computers. */
export function CharacterFile({ character, story }: { character: Character; story: Story }) {
  const job = latestJob(story.jobs, character.id, "pack");
  const making = useStartJob<void>(story.id, async (_, key) => {
    await savedFirst(desk.some([["character", character.id]]));
    return packCharacter(character.id, key);
  });
  const pack = story.packs.find((each) => each.character === character.id);
  const busy = making.isPending || (job !== undefined && isActive(job));
  const { name } = character;
  return (
    <div className="stack">
      <div className="row">
        <Button
          size="small"
          disabled={busy}
          aria-label={t("Save character: {{name}}", { name })}
          onClick={() => making.start()}
        >
          {t("Save character")}
        </Button>
        <CopyCharacter character={character} story={story} />
      </div>
      {pack && !busy && <PackLink pack={pack} label={t("Download {{name}}", { name })} />}
      <ErrorNote error={making.error} />
    </div>
  );
}
