import { useSyncExternalStore } from "react";
import type { Job } from "../api/types";
import { progressBook, type Shown } from "./progress";

/** The figures to show for a job; they never fall. */
export function useShown(job: Job): Shown {
  useSyncExternalStore(progressBook.subscribe, progressBook.snapshot);
  return progressBook.of(job);
}
