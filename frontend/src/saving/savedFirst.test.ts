import { describe, expect, it, vi } from "vitest";
import { SaveDesk } from "./desk";
import { savedFirst } from "./savedFirst";

const BASE = { id: "1", revision: 1, text: "old" };

describe("work that reads saved words", () => {
  it("waits until they are saved", async () => {
    const desk = new SaveDesk();
    const send = vi.fn(async () => ({ ...BASE, revision: 2, text: "new" }));
    desk.open("page", BASE, send).edit({ text: "new" });
    await savedFirst(desk);
    expect(send).toHaveBeenCalledOnce();
  });

  it("does not start while they cannot be saved, and another object's trouble does not stop it", async () => {
    const desk = new SaveDesk();
    const refuse = async () => {
      throw new Error("no room");
    };
    desk.open("page", BASE, refuse).edit({ text: "new" });
    await expect(savedFirst(desk)).rejects.toThrow("not saved yet");
    await expect(savedFirst(desk.queue("page", "1"))).rejects.toThrow("not saved yet");
    desk.open("character", { ...BASE, id: "2" }, async () => BASE);
    await savedFirst(desk.queue("character", "2"));
    await savedFirst(desk.queue("character", "3"));
    await savedFirst(
      desk.some([
        ["character", "2"],
        ["page", "of another story"],
      ]),
    );
    await expect(
      savedFirst(
        desk.some([
          ["character", "2"],
          ["page", "1"],
        ]),
      ),
    ).rejects.toThrow("not saved yet");
  });
});
