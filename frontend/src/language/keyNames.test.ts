import { afterEach, expect, it, vi } from "vitest";
import { keyNames } from "./keyNames";
import { speak } from "./language";

afterEach(() => speak("en"));

const on = (platform: string) => vi.stubGlobal("navigator", { platform });

it("names keys as they are printed where the language is written", async () => {
  on("Linux x86_64");
  expect(keyNames("Ctrl", "Shift", "Z")).toBe("Ctrl + Shift + Z");
  await speak("de");
  expect(keyNames("Ctrl", "Z")).toBe("Strg + Z");
  expect(keyNames("Page Up")).toBe("Bild ↑");
  await speak("ar");
  expect(keyNames("Ctrl", "Enter")).toBe("Ctrl + Enter");
});

it("names Apple’s keys on Apple’s machines, whatever the language", async () => {
  on("MacIntel");
  await speak("de");
  expect(keyNames("Ctrl", "Shift", "Z")).toBe("⌘ + ⇧ + Z");
  expect(keyNames("Page Down")).toBe("Bild ↓");
  on("iPad");
  expect(keyNames("Ctrl", "Y")).toBe("⌘ + Y");
});
