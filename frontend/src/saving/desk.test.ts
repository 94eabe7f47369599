import { afterEach, describe, expect, it, vi } from "vitest";
import { SaveDesk } from "./desk";
import { BrowserDrafts, browserDrafts } from "./drafts";

const BASE = { id: "1", revision: 1, text: "old" };

afterEach(() => {
  vi.restoreAllMocks();
});

describe("leaving the page", () => {
  it.each(["pagehide", "visibilitychange"])("sends what waits on %s", async (kind) => {
    const desk = new SaveDesk();
    const stop = desk.watch();
    const send = vi.fn(async () => ({ ...BASE, revision: 2, text: "new" }));
    desk.open("page", BASE, send).edit({ text: "new" });
    expect(desk.state).toBe("saving");
    vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    (kind === "pagehide" ? window : document).dispatchEvent(new Event(kind));
    await vi.waitFor(() => expect(desk.state).toBe("saved"));
    expect(send).toHaveBeenCalledExactlyOnceWith({ text: "new" }, 1, true);
    stop();
  });
});

describe("the desk", () => {
  it("gives one queue for one thing, over all screens", () => {
    const desk = new SaveDesk();
    const send = async () => BASE;
    expect(desk.open("page", BASE, send)).toBe(desk.open("page", { ...BASE }, send));
  });

  it("forgets the draft of a deleted thing", async () => {
    const desk = new SaveDesk();
    desk.open("page", BASE, async () => BASE).edit({ text: "new" });
    await vi.waitFor(async () => expect(await browserDrafts.read("page:1")).not.toBeNull());
    desk.drop("page", "1");
    expect(await browserDrafts.read("page:1")).toBeNull();
    expect(desk.state).toBe("saved");
  });

  it("sends nothing more of a deleted thing", async () => {
    const desk = new SaveDesk();
    const send = vi.fn(async () => BASE);
    const queue = desk.open("page", BASE, send);
    queue.edit({ text: "new" });
    desk.drop("page", "1");
    queue.edit({ text: "newer" });
    await queue.flush();
    expect(send).not.toHaveBeenCalled();
    expect(await browserDrafts.read("page:1")).toBeNull();
  });

  it("forgets everything with its writer: what is open, and what earlier windows left", async () => {
    await browserDrafts.clearAll();
    browserDrafts.write("page:earlier", { patch: { text: "left" }, origin: {} });
    const desk = new SaveDesk();
    const send = vi.fn(async () => BASE);
    const queue = desk.open("page", BASE, send);
    queue.edit({ text: "new" });
    await vi.waitFor(async () => expect(await browserDrafts.read("page:1")).not.toBeNull());
    await desk.forget();
    await desk.flush(true);
    queue.edit({ text: "newer" });
    for (const key of ["page:1", "page:earlier"]) expect(await browserDrafts.read(key)).toBeNull();
    expect(send).not.toHaveBeenCalled();
  });

  it("finds the words of a window that was killed, in the store of the browser", async () => {
    const send = vi.fn(async () => ({ ...BASE, revision: 2, text: "typed, then kil" }));
    const killed = new SaveDesk(new BrowserDrafts()).open("page", BASE, send);
    killed.edit({ text: "typed, then kil" });
    await vi.waitFor(async () => expect(await browserDrafts.read("page:1")).not.toBeNull());
    const desk = new SaveDesk(new BrowserDrafts());
    const found = desk.open("page", BASE, send);
    await vi.waitFor(() => expect(found.value("text")).toBe("typed, then kil"));
    await desk.flush();
    expect(await browserDrafts.read("page:1")).toBeNull();
  });
});
