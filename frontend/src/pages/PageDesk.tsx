import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import { useSearchParams } from "react-router";
import { patchPage } from "../api/calls";
import { updateStory, withPage } from "../api/queries";
import type { Page, Panel, Picture, Story } from "../api/types";
import { offered } from "../cast/states";
import { t } from "../language/language";
import { ConflictNote } from "../saving/ConflictNote";
import { desk } from "../saving/desk";
import { SeatNote } from "../saving/SeatNote";
import { type Send, useDraft } from "../saving/useDraft";
import { useHeld, useSeat } from "../saving/useSeat";
import { mayEdit } from "../story/mayEdit";
import { rightBound } from "../story/panels";
import { useArrival } from "../ui/useArrival";
import { LayoutBar } from "./LayoutBar";
import { sideOf } from "./layout";
import { PanelForm } from "./PanelForm";
import { Paper } from "./Paper";
import { PaperPanels } from "./PaperPanels";
import { Tries } from "./Tries";
import { usePanelActions } from "./usePanelActions";
import { usePanelDraft } from "./usePanelDraft";

interface PageDeskProps {
  story: Story;
  page: Page;
  number: number;
}

/**
 * One page being made: the sheet as it will be printed, what belongs into the open picture beside it, and the tries of
 * that below. On a phone they follow in this order, so that Draw comes before what was drawn. The address names the
 * open picture; without one it is the first.
 */
export function PageDesk({ story, page, number }: PageDeskProps) {
  const [address, setAddress] = useSearchParams();
  const panel = page.panels.find(({ id }) => id === address.get("panel")) ?? page.panels[0];
  const open = (id: string): void => setAddress({ panel: id }, { replace: true });
  return panel && <PanelDesk story={story} page={page} panel={panel} number={number} onOpen={open} />;
}

interface PanelDeskProps extends PageDeskProps {
  panel: Panel;
  onOpen(panel: string): void;
}

function PanelDesk({ story, page, panel, number, onOpen }: PanelDeskProps) {
  const draft = usePageDraft(story.id, page);
  const picture = usePanelDraft(story.id, page, panel);
  const seat = useSeat(story, page);
  const readOnly = seat.taken || !mayEdit(story);
  const [looks, setLooks] = useState<Record<string, Look>>({});
  const actions = usePanelActions(story, page, onOpen);
  useArrival();
  const pictureOf = (one: Panel): Picture | undefined => pictureToShow(one, looks[one.id] ?? null);
  const shown = pictureOf(panel);
  const setLook = (look: Look): void => setLooks({ ...looks, [panel.id]: look });
  const onDrawing = (): void => setLook({ newerThan: panel.pictures.length });
  const cast = picture.value("cast");
  const join = (id: string): void => {
    if (!cast.includes(id)) picture.edit({ cast: [...cast, id] });
  };

  // Who is about to only read sends what is not sent yet.
  useEffect(() => {
    if (seat.taken) void desk.flush();
  }, [seat.taken]);

  return (
    <>
      <div className="pages__centre">
        <SeatNote seat={seat} />
        <ConflictNote queue={draft} labels={{ text: t("Page text") }} />
        <Paper
          story={story}
          number={number}
          look={page.spread ? "spread" : undefined}
          rightBound={rightBound(story)}
          panels={
            <PaperPanels
              story={story}
              page={page}
              open={panel}
              pictureOf={pictureOf}
              onOpen={onOpen}
              readOnly={readOnly}
            />
          }
          text={draft.value("text")}
          readOnly={readOnly}
          people={offered(story.cast, cast)}
          onText={(text) => draft.edit({ text })}
          onMention={({ id }) => join(id)}
        />
        {mayEdit(story) && <LayoutBar page={page} panel={panel} actions={actions} readOnly={readOnly} />}
      </div>
      <PanelForm
        key={panel.id}
        story={story}
        side={sideOf(page)}
        title={
          page.panels.length > 1
            ? t("Picture {{number}} of {{all}}", {
                number: page.panels.indexOf(panel) + 1,
                all: page.panels.length,
              })
            : t("The picture")
        }
        panel={panel}
        draft={picture}
        picture={shown?.url}
        readOnly={readOnly}
        onMention={join}
        onDrawing={onDrawing}
      />
      {shown && (
        <div className="pages__centre pages__tries">
          <Tries
            key={panel.id}
            story={story}
            panel={panel}
            draft={picture}
            shown={shown}
            readOnly={readOnly}
            onShow={(id) => setLook({ picture: id })}
            onDrawing={onDrawing}
          />
        </div>
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
  const place = `/stories/${storyId}/pages/${page.id}`;
  return useDraft("page", page, send, {
    label: t("typing on the page"),
    place,
    held: useHeld(storyId, page.id),
  });
}
