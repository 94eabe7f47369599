import { vi } from "vitest";

export interface Sent {
  path: string;
  body: unknown;
  headers: Record<string, string>;
  progress(share: number): void;
  answer(): void;
}

/** Takes the files that a test sends; each is answered when the test says so. */
export function sendFiles([status, body]: [number, unknown]): Sent[] {
  const sent: Sent[] = [];
  class Request {
    upload: { onprogress: ((event: unknown) => void) | null } = { onprogress: null };
    onload: (() => void) | null = null;
    onerror: (() => void) | null = null;
    status = status;
    responseText = JSON.stringify(body);
    private path = "";
    private headers: Record<string, string> = {};
    open(_method: string, path: string): void {
      this.path = path;
    }
    setRequestHeader(name: string, value: string): void {
      this.headers[name] = value;
    }
    send(file: unknown): void {
      sent.push({
        path: this.path,
        body: file,
        headers: this.headers,
        progress: (share) =>
          this.upload.onprogress?.({ lengthComputable: true, loaded: share * 100, total: 100 }),
        answer: () => this.onload?.(),
      });
    }
  }
  vi.stubGlobal("XMLHttpRequest", Request);
  return sent;
}
