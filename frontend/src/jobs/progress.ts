import type { JobProgress } from "../api/socket";
import type { Job } from "../api/types";

export interface Shown {
  done: number;
  total: number;
  step: string;
  eta_seconds: number | null;
}

const ENDED = new Set(["done", "failed", "cancelled"]);

export function isActive(job: Pick<Job, "state">): boolean {
  return !ENDED.has(job.state);
}

/** Share of the work that is done, 0 to 1. */
export function share(shown: Pick<Shown, "done" | "total">): number {
  return shown.total > 0 ? Math.min(1, Math.max(0, shown.done / shown.total)) : 0;
}

/**
 * What the bars show. Figures come by socket and by fetch and may overtake each other, so the highest seen is kept:
 * a bar never falls. Only a job that had ended and was started again begins anew.
 */
export class ProgressBook {
  private highest = new Map<string, Shown>();
  private ended = new Set<string>();
  private listeners = new Set<() => void>();
  private version = 0;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): number => this.version;

  /** A live figure from the socket. */
  report(progress: JobProgress): void {
    if (this.ended.has(progress.job)) return;
    this.raise(progress.job, progress);
  }

  /** A job as the server stored it. */
  note(job: Job): void {
    if (!isActive(job)) {
      this.ended.add(job.id);
      return;
    }
    if (this.ended.delete(job.id)) this.highest.delete(job.id);
    this.raise(job.id, job);
  }

  /** What to show of this job now. */
  of(job: Job): Shown {
    const seen = this.highest.get(job.id);
    if (job.state === "done") return { ...job, done: job.total };
    return seen && share(seen) >= share(job) ? seen : job;
  }

  private raise(id: string, figure: Shown): void {
    const seen = this.highest.get(id);
    if (seen && share(figure) < share(seen)) return;
    const { done, total, step, eta_seconds } = figure;
    this.highest.set(id, { done, total, step, eta_seconds });
    this.version += 1;
    for (const listener of this.listeners) listener();
  }
}

export const progressBook = new ProgressBook();
