import { afterEach, describe, expect, it, vi } from "vitest";
import { SaveDesk } from "./desk";
import { browserDrafts } from "./drafts";

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

  it("forgets the draft of a deleted thing", () => {
    const desk = new SaveDesk();
    desk.open("page", BASE, async () => BASE).edit({ text: "new" });
    expect(browserDrafts.read("page:1")).not.toBeNull();
    desk.drop("page", "1");
    expect(browserDrafts.read("page:1")).toBeNull();
    expect(desk.state).toBe("saved");
  });
});
