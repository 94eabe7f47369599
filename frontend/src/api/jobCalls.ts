import { client, unwrap } from "./client";
import type { Job } from "./types";

/* What can be done with work that waits or runs. */

export function cancelJob(id: string): Promise<Job> {
  return unwrap(client.POST("/api/jobs/{job_id}/cancel", { params: { path: { job_id: id } } }));
}

/** Out of the line until it is told to go on; one that runs stops at its next step and keeps what it has. */
export function pauseJob(id: string): Promise<Job> {
  return unwrap(client.POST("/api/jobs/{job_id}/pause", { params: { path: { job_id: id } } }));
}

export function resumeJob(id: string): Promise<Job> {
  return unwrap(client.POST("/api/jobs/{job_id}/resume", { params: { path: { job_id: id } } }));
}

/** Everything of yours that waits in a story; what runs is finished. */
export function pauseWaiting(story: string): Promise<Job[]> {
  return unwrap(client.POST("/api/jobs/pause", { body: { story, which: "waiting" } }));
}

export function resumeWaiting(story: string): Promise<Job[]> {
  return unwrap(client.POST("/api/jobs/resume", { body: { story, which: "waiting" } }));
}

/** Before another waiting job of yours; answers with your whole line. */
export function moveJob(id: string, before: string): Promise<Job[]> {
  return unwrap(
    client.POST("/api/jobs/{job_id}/move", { params: { path: { job_id: id } }, body: { before } }),
  );
}

export function retryJob(id: string): Promise<Job> {
  return unwrap(client.POST("/api/jobs/{job_id}/retry", { params: { path: { job_id: id } } }));
}
