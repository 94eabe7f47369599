import type { Job, Page, Panel, Picture, Story } from "../api/types";
import { isActive } from "../jobs/progress";
import { latestJob } from "../jobs/sentences";
import { t } from "../language/language";
import { keptPicture } from "../story/panels";

export type PanelState =
  | "drawing"
  | "waiting"
  | "paused"
  | "failed"
  | "locked"
  | "stale"
  | "to_choose"
  | "chosen"
  | "missing"
  | "empty";

/** The kept try, else the newest. */
export function shownPicture(panel: Panel): Picture | undefined {
  return keptPicture(panel) ?? panel.pictures.at(-1);
}

/** How a panel stands; what runs for it comes before what it has. */
export function panelState(panel: Panel, story: Pick<Story, "jobs">): PanelState {
  const job = latestJob(story.jobs, panel.id, "render");
  if (job && isActive(job)) return activeState(job);
  if (job?.state === "failed") return "failed";
  return panel.locked ? "locked" : restingState(panel);
}

function activeState(job: Job): PanelState {
  if (job.state !== "queued") return "drawing";
  return job.paused ? "paused" : "waiting";
}

function restingState(panel: Panel): PanelState {
  const shown = shownPicture(panel);
  if (!shown) return panel.scene === "" ? "empty" : "missing";
  if (panel.kept === null) return "to_choose";
  return shown.stale.length > 0 ? "stale" : "chosen";
}

type Look = "" | "good" | "busy" | "look" | "bad";

/** The word on the card, and its colour. */
export function stateChip(state: PanelState): { word: string; look: Look } {
  switch (state) {
    case "drawing":
      return { word: t("Drawing"), look: "busy" };
    case "waiting":
      return { word: t("In line"), look: "busy" };
    case "paused":
      return { word: t("Paused"), look: "look" };
    case "failed":
      return { word: t("Needs you"), look: "bad" };
    case "locked":
      return { word: t("Locked"), look: "good" };
    case "stale":
      return { word: t("Out of date"), look: "look" };
    case "to_choose":
      return { word: t("To choose"), look: "look" };
    case "chosen":
      return { word: t("In the book"), look: "good" };
    case "missing":
      return { word: t("No picture yet"), look: "" };
    case "empty":
      return { word: t("No scene yet"), look: "" };
  }
}

export interface Tally {
  panels: number;
  /** With a picture in the book. */
  done: number;
  running: number;
  waiting: number;
  paused: number;
  failed: number;
}

export function tally(pages: Page[], story: Pick<Story, "jobs">): Tally {
  const panels = pages.flatMap((page) => page.panels);
  const states = panels.map((panel) => panelState(panel, story));
  const count = (state: PanelState): number => states.filter((other) => other === state).length;
  return {
    panels: panels.length,
    done: panels.filter((panel) => panel.kept !== null).length,
    running: count("drawing"),
    waiting: count("waiting"),
    paused: count("paused"),
    failed: count("failed"),
  };
}
