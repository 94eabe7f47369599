import { type KeyboardEvent, useRef, useState } from "react";
import { Link } from "react-router";
import type { Character, Story } from "../api/types";
import { JobPlace } from "../jobs/JobBar";
import { latestJob } from "../jobs/sentences";
import { heard, t } from "../language/language";
import { mayEdit } from "../story/mayEdit";
import { Silhouette } from "../ui/art";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { ArchiveButton, AsideNote } from "./Archive";
import { Candidates } from "./Candidates";
import { CharacterFile } from "./CharacterFile";
import { CharacterWords } from "./CharacterWords";
import { DeleteCharacter } from "./DeleteCharacter";
import { Outfits } from "./Outfits";
import { OwnPicture } from "./OwnPicture";
import { Sheet } from "./Sheet";
import { keyPicks, standing } from "./states";
import { type CharacterActions, useCharacterActions } from "./useCharacterActions";

interface CharacterCardProps {
  character: Character;
  story: Story;
}

export function CharacterCard({ character, story }: CharacterCardProps) {
  const [editing, setEditing] = useState(false);
  const looks = useRef<HTMLFieldSetElement>(null);
  const edits = mayEdit(story);
  const actions = useCharacterActions(character, story);
  const job = latestJob(
    story.jobs.filter(({ kind }) => kind !== "sheet"),
    character.id,
  );
  const unfold = (): void => {
    const folded = looks.current?.querySelector("details");
    if (folded) folded.open = true;
    looks.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const candidate = edits && keyPicks(event, character.candidates);
    if (!candidate) return;
    event.preventDefault();
    actions.pick.mutate(candidate.id);
  };

  return (
    // Number keys pick a look only while the focus is in this card (WCAG 2.1.4).
    <article
      className="sheet character"
      aria-label={character.name}
      data-part={character.id}
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      <Portrait character={character} />
      <div className="character__body">
        {editing ? (
          <CharacterWords character={character} storyId={story.id} onDone={() => setEditing(false)} />
        ) : (
          <CharacterHead character={character} story={story} onEdit={() => setEditing(true)} />
        )}
        {character.archived && <AsideNote character={character} story={story} />}
        <p>{standing(character).sentence}</p>
        {edits && (
          <ActionRow
            character={character}
            story={story}
            actions={actions}
            onPropose={() => {
              actions.propose.start(undefined);
              looks.current?.focus();
            }}
          />
        )}
        {edits && character.state === "ready" && <CharacterFile character={character} story={story} />}
        <JobPlace job={job} story={story} />
        <ErrorNote error={actions.error} />
      </div>
      <Sheet character={character} story={story} actions={actions} onPickAnother={unfold} />
      <Candidates
        character={character}
        readOnly={!edits}
        onPick={(id) => actions.pick.mutate(id)}
        ref={looks}
      />
      <Outfits character={character} story={story} />
    </article>
  );
}

interface CharacterHeadProps {
  character: Character;
  story: Story;
  onEdit(): void;
}

function CharacterHead({ character, story, onEdit }: CharacterHeadProps) {
  const { chip, look } = standing(character);
  return (
    <div>
      <div className="row">
        <h2>{character.name}</h2>
        <span className={`chip ${look && `chip--${look}`}`}>{chip}</span>
        {mayEdit(story) && (
          <span className="character__away">
            <ArchiveButton character={character} story={story} />
            <DeleteCharacter character={character} story={story} />
          </span>
        )}
      </div>
      <p className="character__words">
        {character.description}{" "}
        {mayEdit(story) && (
          <Button size="small" look="bare" className="character__edit" onClick={onEdit}>
            {t("Edit words")}
          </Button>
        )}
      </p>
      {character.notices.map((notice) => (
        <p key={notice} className="small character__notice">
          {heard(notice)}
        </p>
      ))}
    </div>
  );
}

function Portrait({ character }: { character: Character }) {
  const target = character.candidates.find((candidate) => candidate.id === character.target);
  return (
    <div className="character__portrait">
      {target ? (
        <img src={target.url} alt={t("{{name}}: the picked look", { name: character.name })} />
      ) : (
        <Silhouette />
      )}
    </div>
  );
}

interface ActionRowProps extends CharacterCardProps {
  actions: CharacterActions;
  onPropose(): void;
}

/** The next step is the main one of these; for who is learnt it is the pages. */
function ActionRow({ character, story, actions, onPropose }: ActionRowProps) {
  const { state, target, name } = character;
  const busy = state === "proposing" || state === "queued" || state === "learning";
  const older = state === "older";
  const learn = target !== null && state !== "ready" && state !== "reworded" && !busy && !older;
  return (
    <div className="row">
      {state === "ready" && (
        <Link to={`/stories/${story.id}/pages`} className="button button--main">
          {t("Go to the pages")}
        </Link>
      )}
      {older && (
        <Button
          look="main"
          disabled={actions.relearn.isPending}
          onClick={() => actions.relearn.start(undefined)}
        >
          {t("Learn {{name}} again", { name })}
        </Button>
      )}
      {learn && (
        <Button look="main" disabled={actions.tune.isPending} onClick={() => actions.tune.start(undefined)}>
          {t("Learn {{name}}", { name })}
        </Button>
      )}
      {!busy && (
        <Button
          size={state === "ready" ? "small" : undefined}
          look={learn || older || state === "ready" ? undefined : "main"}
          disabled={actions.propose.isPending}
          onClick={onPropose}
        >
          {t("Propose looks")}
        </Button>
      )}
      {!busy && <OwnPicture name={name} adopt={actions.adopt} />}
    </div>
  );
}
