import { csrfToken } from "./client";
import { ApiError, Offline, readErrorBody } from "./errors";
import type { Job } from "./types";

/**
 * Bring a file as it is; the answer is the job that looks at it. Not by fetch, which does not say how much is sent.
 *
 * @param onSent called with the share that is sent, 0 to 1.
 */
export function bring(path: string, file: Blob, onSent: (share: number) => void): Promise<Job> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.setRequestHeader("Content-Type", "application/zip");
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.upload.onprogress = (event) => onSent(event.lengthComputable ? event.loaded / event.total : 0);
    request.onerror = () => reject(new Offline());
    request.onload = () => {
      if (request.status === 202) resolve(JSON.parse(request.responseText) as Job);
      else reject(new ApiError(request.status, readErrorBody(parsed(request.responseText))));
    };
    request.send(file);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
