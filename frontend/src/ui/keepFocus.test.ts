import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { keepFocus } from "./keepFocus";

let stop = (): void => undefined;

beforeEach(() => {
  document.body.innerHTML = `
    <main><h1>Cast</h1>
      <ul><li id="mia"><button>Delete Mia</button></li><li id="rex"><button>Delete Rex</button></li></ul>
      <button id="draw">Draw</button><button id="open">Open</button>
    </main>`;
  stop = keepFocus();
});
afterEach(() => {
  stop();
  document.body.innerHTML = "";
  vi.useRealTimers();
});

const byId = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;
const key = (): boolean => document.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
const focusOn = (thing: HTMLElement | null): void => {
  thing?.focus();
  key();
};
const focused = (): string => document.activeElement?.textContent ?? "";

describe("the focus", () => {
  it("goes from what is deleted to its neighbour", async () => {
    focusOn(byId("mia").querySelector("button"));
    byId("mia").remove();
    await vi.waitFor(() => expect(focused()).toBe("Delete Rex"));
    byId("rex").remove();
    await vi.waitFor(() => expect(focused()).toBe("Draw"));
  });

  it("comes back to a button that was off for a moment, and goes on from one that stays off", async () => {
    vi.useFakeTimers();
    const draw = byId("draw") as HTMLButtonElement;
    focusOn(draw);
    draw.disabled = true;
    await vi.advanceTimersByTimeAsync(500);
    expect(focused()).not.toBe("Open");
    draw.disabled = false;
    await vi.advanceTimersByTimeAsync(1);
    expect(focused()).toBe("Draw");
    draw.disabled = true;
    await vi.advanceTimersByTimeAsync(1001);
    expect(focused()).toBe("Open");
  });

  it("comes back from a window to what opened it", async () => {
    focusOn(byId("open"));
    const dialog = document.createElement("dialog");
    dialog.innerHTML = "<button>Yes</button>";
    byId("rex").append(dialog);
    dialog.setAttribute("open", "");
    focusOn(dialog.querySelector("button"));
    dialog.remove();
    await vi.waitFor(() => expect(focused()).toBe("Open"));
  });

  it("begins a new screen at its heading", async () => {
    focusOn(byId("draw"));
    document.body.innerHTML = "<main><h1>Pages</h1><button>Add</button></main>";
    await vi.waitFor(() => expect(focused()).toBe("Pages"));
  });

  it("is nobody's business who uses a pointer", async () => {
    const mia = byId("mia").querySelector("button");
    focusOn(mia);
    document.dispatchEvent(new Event("pointerdown"));
    byId("mia").remove();
    await new Promise((done) => setTimeout(done, 20));
    expect(document.activeElement).toBe(document.body);
  });
});
