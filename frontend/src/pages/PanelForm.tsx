import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useId } from "react";
import { patchPanel } from "../api/calls";
import { studioQuery, updateStory, withPanel } from "../api/queries";
import type { Character, Panel, Picture, Story } from "../api/types";
import { ConflictNote } from "../saving/ConflictNote";
import type { SaveQueue } from "../saving/queue";
import { type Send, useDraft } from "../saving/useDraft";
import { Field } from "../ui/Field";
import { useWordCheck, wholeWord } from "../words/useWordCheck";
import { WordHints } from "../words/WordHints";
import { CastChips } from "./CastChips";
import { DrawBar } from "./DrawBar";

interface PanelFormProps {
  story: Story;
  panel: Panel;
  shown: Picture | undefined;
  onDrawing(): void;
}

/** What belongs into the picture: who, and what happens. */
export function PanelForm({ story, panel, shown, onDrawing }: PanelFormProps) {
  const draft = usePanelDraft(story.id, panel);
  const heading = useId();
  const cast = draft.value("cast");
  const names = (ids: unknown): string =>
    Array.isArray(ids) ? ids.map((id) => nameOf(story.cast, String(id))).join(", ") : String(ids);
  return (
    <section className="panel sheet" aria-labelledby={heading}>
      <h2 id={heading}>The picture</h2>
      <CastChips story={story} chosen={cast} onChange={(ids) => draft.edit({ cast: ids })} />
      <SceneField draft={draft} cast={story.cast} hints={`${heading}-said`} />
      <DrawBar story={story} panel={panel} shown={shown} draft={draft} onDrawing={onDrawing}>
        <SceneNotices draft={draft} cast={story.cast} id={`${heading}-said`} panel={panel} />
        <ConflictNote queue={draft} labels={{ scene: "Scene", cast: "Who is in it" }} show={names} />
      </DrawBar>
    </section>
  );
}

function SceneField({ draft, cast, hints }: { draft: SaveQueue<Panel>; cast: Character[]; hints: string }) {
  const studio = useQuery(studioQuery).data;
  const known = [...(studio?.actions.slice(0, 4) ?? []), ...(studio?.places.slice(0, 4) ?? [])];
  return (
    <Field
      label="Scene"
      rows={3}
      value={draft.value("scene")}
      onChange={(scene) => draft.edit({ scene })}
      placeholder={`${cast[0]?.name ?? "Mia"} waving in the snow`}
      hint={
        known.length > 0
          ? `What happens, and where. For example: ${known.join(", ")}.`
          : "What happens, and where."
      }
      maxLength={500}
      saidBy={hints}
    />
  );
}

/** Unknown words of the scene as it is written, and the server's notices on the saved one. */
function SceneNotices({ draft, cast, id, panel }: SceneNoticesProps) {
  const scene = draft.value("scene");
  const words = useWordCheck(
    scene,
    cast.map((character) => character.name),
  );
  const hinted = (notice: string): boolean =>
    words?.unknown.some(({ word }) => notice.includes(word)) ?? false;
  return (
    <>
      <WordHints
        id={id}
        words={words}
        onReplace={(unknown, near) => draft.edit({ scene: scene.replace(wholeWord(unknown), near) })}
      />
      {panel.notices
        .filter((notice) => !hinted(notice))
        .map((notice) => (
          <p key={notice} className="note small">
            {notice}
          </p>
        ))}
    </>
  );
}

interface SceneNoticesProps {
  draft: SaveQueue<Panel>;
  cast: Character[];
  id: string;
  panel: Panel;
}

function nameOf(cast: Character[], id: string): string {
  return cast.find((character) => character.id === id)?.name ?? "somebody";
}

function usePanelDraft(storyId: string, panel: Panel): SaveQueue<Panel> {
  const queries = useQueryClient();
  const send: Send<Panel> = useCallback(
    async (patch, revision, leaving) => {
      const fresh = await patchPanel(panel.id, patch, { revision, leaving });
      updateStory(queries, storyId, withPanel(fresh));
      return fresh;
    },
    [queries, storyId, panel.id],
  );
  return useDraft("panel", panel, send);
}
