import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { aJob, aStory } from "../testing/objects";
import { serve, showInStory } from "../testing/screen";
import { StoryFile } from "./StoryFile";

const PACK = {
  id: "pack-1",
  url: "/media/packs/pack-1",
  character: null,
  created_at: "2026-01-01T00:00:00Z",
  size: 2_345_678,
  sha256: "ab".repeat(32),
};

it("has the file made with one key for one press", async () => {
  const calls = serve({ "POST /api/stories/story-1/pack": [202, aJob({ kind: "pack" })] });
  showInStory(aStory(), <StoryFile story={aStory()} />);
  await userEvent.click(screen.getByRole("button", { name: "Save as a file" }));
  const asked = () => calls.find(({ path }) => path.endsWith("/pack"));
  await waitFor(() => expect(asked()?.headers.get("Idempotency-Key")).toMatch(/^[0-9a-f]{32}$/));
});

it("offers the newest file and the sheet, and while one is made only how far that is", () => {
  const subject = { kind: "story", id: "story-1" } as const;
  const { unmount } = showInStory(aStory(), <StoryFile story={aStory({ packs: [PACK] })} />);
  expect(screen.getByRole("link", { name: "Download the story’s file" }).getAttribute("href")).toBe(PACK.url);
  expect(screen.getByText(/2\.3 MB/)).toBeTruthy();
  expect(screen.getByRole("link", { name: "Download the disclosure sheet" }).getAttribute("href")).toBe(
    "/media/disclosures/story-1",
  );
  unmount();
  const busy = aStory({
    packs: [PACK],
    jobs: [aJob({ kind: "pack", subject, step: "Packing", done: 2, total: 8 })],
  });
  showInStory(busy, <StoryFile story={busy} />);
  expect(screen.queryByRole("link", { name: "Download the story’s file" })).toBeNull();
  expect(screen.getByText(/Packing · 2 of 8/)).toBeTruthy();
});

it("leaves a reader the sheet alone", () => {
  showInStory(aStory(), <StoryFile story={aStory({ role: "viewer" })} />);
  expect(screen.queryByRole("button", { name: "Save as a file" })).toBeNull();
  expect(screen.getByRole("link", { name: "Download the disclosure sheet" })).toBeTruthy();
});
