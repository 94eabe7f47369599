import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { patchPanel } from "../api/calls";
import { updateStory, withPanel } from "../api/queries";
import type { Page, Panel } from "../api/types";
import { t } from "../language/language";
import type { SaveQueue } from "../saving/queue";
import { type Send, useDraft } from "../saving/useDraft";
import { useHeld } from "../saving/useSeat";
import { panelAddress } from "../story/panels";

/** Scene, cast, kept look and lock of a panel, as they are being changed. */
export function usePanelDraft(storyId: string, page: Page, panel: Panel): SaveQueue<Panel> {
  const queries = useQueryClient();
  const send: Send<Panel> = useCallback(
    async (patch, revision, leaving) => {
      const fresh = await patchPanel(panel.id, patch, { revision, leaving });
      updateStory(queries, storyId, withPanel(fresh));
      return fresh;
    },
    [queries, storyId, panel.id],
  );
  const place = panelAddress(storyId, page, panel);
  const held = useHeld(storyId, page.id);
  return useDraft("panel", panel, send, { label: t("change of the picture’s words"), place, held });
}
