import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { patchPage } from "../api/calls";
import { updateStory, withPage } from "../api/queries";
import type { Page, Panel, Picture, Story } from "../api/types";
import { ConflictNote } from "../saving/ConflictNote";
import { type Send, useDraft } from "../saving/useDraft";
import { PanelForm } from "./PanelForm";
import { Paper } from "./Paper";
import { Tries } from "./Tries";

interface PageDeskProps {
  story: Story;
  page: Page;
  number: number;
}

/** One page being made: the sheet as it will be printed, its tries below, and what belongs into the picture beside it. */
export function PageDesk({ story, page, number }: PageDeskProps) {
  const draft = usePageDraft(story.id, page);
  const panel = page.panels[0];
  const [look, setLook] = useState<Look>(null);
  const shown = panel ? pictureToShow(panel, look) : undefined;
  return (
    <>
      <div className="pages__centre">
        <ConflictNote queue={draft} labels={{ text: "Page text" }} />
        <Paper
          number={number}
          picture={shown}
          text={draft.value("text")}
          onText={(text) => draft.edit({ text })}
        />

        {panel && shown && (
          <Tries story={story} panel={panel} shown={shown} onShow={(picture) => setLook({ picture })} />
        )}
      </div>
      {panel && (
        <PanelForm
          story={story}
          panel={panel}
          shown={shown}
          onDrawing={() => setLook({ newerThan: panel.pictures.length })}
        />
      )}
    </>
  );
}

/** What the writer wants to see: a try they clicked, or the next one after they had so many drawn. */
export type Look = { picture: string } | { newerThan: number } | null;

/** The try on the sheet: the wished one, else the kept one, else the newest. */
export function pictureToShow(panel: Panel, look: Look): Picture | undefined {
  const newest = newestFirst(panel.pictures)[0];
  const byId = (id: string | null) => panel.pictures.find((picture) => picture.id === id);
  if (look && "newerThan" in look && panel.pictures.length > look.newerThan) return newest;
  return (look && "picture" in look ? byId(look.picture) : undefined) ?? byId(panel.kept) ?? newest;
}

export function newestFirst(pictures: Picture[]): Picture[] {
  return pictures.toSorted((a, b) => b.created_at.localeCompare(a.created_at));
}

function usePageDraft(storyId: string, page: Page) {
  const queries = useQueryClient();
  const send: Send<Page> = useCallback(
    async (patch, revision, leaving) => {
      const fresh = await patchPage(page.id, patch, { revision, leaving });
      updateStory(queries, storyId, withPage(fresh));
      return fresh;
    },
    [queries, storyId, page.id],
  );
  return useDraft("page", page, send);
}
