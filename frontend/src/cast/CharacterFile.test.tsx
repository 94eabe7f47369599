import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { aCharacter, aJob, aStory } from "../testing/objects";
import { serve, showInStory, wishes } from "../testing/screen";
import { sendFiles } from "../testing/sending";
import { CastScreen } from "./CastScreen";

const PACK = {
  id: "pack-1",
  url: "/media/packs/pack-1",
  character: "mia",
  created_at: "2026-01-01T00:00:00Z",
  size: 45_000,
  sha256: "ab".repeat(32),
};

afterEach(() => vi.unstubAllGlobals());

it("saves a learnt character, and only a learnt one", async () => {
  const calls = serve({ "POST /api/characters/mia/pack": [202, aJob({ kind: "pack" })] });
  const cast = [aCharacter({ state: "ready" }), aCharacter({ id: "tom", name: "Tom", state: "draft" })];
  showInStory(aStory({ cast, packs: [PACK] }), <CastScreen />);
  const mia = within(screen.getByRole("article", { name: "Mia" }));
  expect(mia.getByRole("link", { name: "Download Mia" }).getAttribute("href")).toBe(PACK.url);
  await userEvent.click(mia.getByRole("button", { name: "Save character: Mia" }));
  await waitFor(() => expect(wishes(calls)[0]?.path).toBe("/api/characters/mia/pack"));
  expect(within(screen.getByRole("article", { name: "Tom" })).queryByText("Save character")).toBeNull();
});

it("adds a character out of a file, and says why one cannot be opened", async () => {
  const error = {
    code: "other_pack",
    message: "This file is a whole story.",
    safe: "Safe.",
    hint: "X.",
    details: null,
  };
  const subject = { kind: "story", id: "story-1" } as const;
  const sent = sendFiles([202, aJob({ kind: "unpack", subject })]);
  const { unmount } = showInStory(aStory(), <CastScreen />);
  const field = document.querySelector<HTMLInputElement>("input[type=file]");
  await userEvent.upload(field as HTMLInputElement, new File(["PK"], "mia.character.zip"));
  expect(sent[0]?.path).toBe("/api/stories/story-1/characters/unpack");
  expect(sent[0]?.headers["Content-Type"]).toBe("application/zip");
  unmount();
  const failed = aJob({ kind: "unpack", subject, state: "failed", error });
  showInStory(aStory({ jobs: [failed] }), <CastScreen />);
  expect(screen.getByRole("alert").textContent).toContain("This file is a whole story.");
  expect(screen.queryByRole("button", { name: "Retry" })).toBeNull();
});
