import { type KeyboardEvent, useRef, useState } from "react";
import type { Character, Outfit, Story } from "../api/types";
import { JobPlace } from "../jobs/JobBar";
import { latestJob } from "../jobs/sentences";
import { heard, t } from "../language/language";
import { useUndoable } from "../saving/useUndoable";
import { mayEdit } from "../story/mayEdit";
import { Silhouette } from "../ui/art";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { BinIcon } from "../ui/icons";
import { Candidates } from "./Candidates";
import { OwnPicture } from "./OwnPicture";
import { keyPicks, outfitStanding, standing } from "./states";
import { useOutfitActions, useWardrobe } from "./useOutfitActions";
import { Words } from "./Words";

interface OutfitCardProps {
  outfit: Outfit;
  character: Character;
  story: Story;
}

/** One outfit: described, proposed, picked and learnt as the character was. */
export function OutfitCard({ outfit, character, story }: OutfitCardProps) {
  const [editing, setEditing] = useState(false);
  const looks = useRef<HTMLFieldSetElement>(null);
  const actions = useOutfitActions(outfit, story);
  const edits = mayEdit(story);
  const name = t("{{name}} in “{{outfit}}”", { name: character.name, outfit: outfit.name });
  const onKeyDown = (event: KeyboardEvent): void => {
    event.stopPropagation(); // the keys of the character's card mean its own looks
    const candidate = edits && keyPicks(event, outfit.candidates);
    if (!candidate) return;
    event.preventDefault();
    actions.pick.mutate(candidate.id);
  };
  return (
    <article className="outfit" aria-label={name} data-part={outfit.id} tabIndex={-1} onKeyDown={onKeyDown}>
      <Face outfit={outfit} />
      <div className="stack">
        {editing ? (
          <Words
            kind="outfit"
            thing={outfit}
            send={actions.send}
            undoable={{
              label: t("change of {{name}}’s words", { name: outfit.name }),
              place: `/stories/${story.id}/cast`,
            }}
            longestName={40}
            label={t("{{name}} in it", { name: character.name })}
            onDone={() => setEditing(false)}
          />
        ) : (
          <Head outfit={outfit} character={character} story={story} onEdit={() => setEditing(true)} />
        )}
        <p>{outfitStanding(outfit, character)}</p>
        {edits && character.state === "ready" && (
          <Doings
            outfit={outfit}
            name={name}
            actions={actions}
            onPropose={() => {
              actions.propose.start(undefined);
              looks.current?.focus();
            }}
          />
        )}
        <JobPlace job={latestJob(story.jobs, outfit.id)} story={story} />
        <ErrorNote error={actions.error} />
        <Candidates
          character={{ ...outfit, name }}
          readOnly={!edits}
          onPick={(id) => actions.pick.mutate(id)}
          ref={looks}
        />
      </div>
    </article>
  );
}

function Face({ outfit }: { outfit: Outfit }) {
  const target = outfit.candidates.find(({ id }) => id === outfit.target);
  return <div className="outfit__face">{target ? <img src={target.url} alt="" /> : <Silhouette />}</div>;
}

function Head({ outfit, character, story, onEdit }: OutfitCardProps & { onEdit(): void }) {
  const { chip, look } = standing(outfit);
  return (
    <div>
      <div className="row">
        <h4>{outfit.name}</h4>
        <span className={`chip ${look && `chip--${look}`}`}>{chip}</span>
        {mayEdit(story) && <Remove outfit={outfit} character={character} story={story} />}
      </div>
      <p className="character__words">
        {outfit.description}{" "}
        {mayEdit(story) && (
          <Button size="small" look="bare" className="character__edit" onClick={onEdit}>
            {t("Edit words")}
          </Button>
        )}
      </p>
      {outfit.notices.map((notice) => (
        <p key={notice} className="small character__notice">
          {heard(notice)}
        </p>
      ))}
    </div>
  );
}

/** Out of the list at once, with the way back. Pictures that show it stay. */
function Remove({ outfit, character, story }: OutfitCardProps) {
  const wardrobe = useWardrobe(character, story);
  const { id, name } = outfit;
  const remove = useUndoable(
    {
      label: t("removing “{{name}}”", { name }),
      place: `/stories/${story.id}/cast`,
      undo: () => wardrobe.putBack(id),
      redo: () => wardrobe.remove(id),
    },
    t("“{{name}}” is removed. Its pictures stay.", { name }),
  );
  return (
    <span className="character__away">
      <Button
        size="round"
        look="bare"
        disabled={remove.isPending}
        aria-label={t("Remove “{{name}}”", { name })}
        onClick={() => remove.mutate()}
      >
        <BinIcon />
      </Button>
      <ErrorNote error={remove.error} onDismiss={() => remove.reset()} />
    </span>
  );
}

interface DoingsProps {
  outfit: Outfit;
  name: string;
  actions: ReturnType<typeof useOutfitActions>;
  onPropose(): void;
}

function Doings({ outfit: { state, target }, name, actions, onPropose }: DoingsProps) {
  if (state === "proposing" || state === "queued" || state === "learning") return null;
  const learn = target !== null && state !== "ready" && state !== "reworded";
  return (
    <div className="row">
      {learn && (
        <Button
          look="main"
          size="small"
          disabled={actions.tune.isPending}
          onClick={() => actions.tune.start(undefined)}
        >
          {t("Learn {{name}}", { name })}
        </Button>
      )}
      <Button
        size="small"
        look={learn || state === "ready" ? undefined : "main"}
        disabled={actions.propose.isPending}
        aria-label={t("Propose looks: {{name}}", { name })}
        onClick={onPropose}
      >
        {t("Propose looks")}
      </Button>
      <OwnPicture
        name={name}
        label={t("Use a picture of your own: {{name}}", { name })}
        size="small"
        adopt={actions.adopt}
      />
    </div>
  );
}
