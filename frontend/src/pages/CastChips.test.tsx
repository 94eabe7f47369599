import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { aCharacter, anOutfit, aStory } from "../testing/objects";
import { showInStory } from "../testing/screen";
import { CastChips } from "./CastChips";
import { staleSentence } from "./stale";

const coat = anOutfit({ state: "ready" });
const cape = anOutfit({ id: "cape", name: "Cape" });
const mia = aCharacter({ state: "ready", tuned_steps: 60, outfits: [coat, cape] });
const story = aStory({ cast: [mia, aCharacter({ id: "tom", name: "Tom", archived: true })] });

function show(chosen: string[], worn: { character: string; outfit: string }[] = []) {
  const onWear = vi.fn();
  const { unmount } = showInStory(
    story,
    <CastChips
      story={story}
      chosen={chosen}
      worn={worn}
      readOnly={false}
      onChange={() => undefined}
      onWear={onWear}
    />,
  );
  return { onWear, unmount };
}

describe("what somebody wears in a picture", () => {
  it("is asked for those who are in it", () => {
    show([]);
    expect(screen.queryByRole("combobox")).toBeNull();
    expect(screen.queryByRole("button", { name: "Tom" })).toBeNull();
  });

  it("offers what is learnt, and keeps what others wear", async () => {
    const toms = { character: "tom", outfit: "hat" };
    const { onWear } = show(["mia"], [toms]);
    const choice = screen.getByRole("combobox", { name: "Mia wears" });
    expect([...choice.children].map((option) => option.textContent)).toEqual([
      "What was learnt first",
      "Winter coat",
    ]);
    await userEvent.selectOptions(choice, "Winter coat");
    expect(onWear).toHaveBeenCalledWith([toms, { character: "mia", outfit: "coat" }]);
  });

  it("can be taken off, and says where something is not learnt any more", async () => {
    const { onWear } = show(["mia"], [{ character: "mia", outfit: "cape" }]);
    expect(screen.getByText(/“Cape” has to be learnt/)).toBeTruthy();
    await userEvent.selectOptions(screen.getByRole("combobox"), "");
    expect(onWear).toHaveBeenCalledWith([]);
  });

  it("is a reason for a picture to be out of date", () => {
    expect(staleSentence({ reason: "outfit", character: "mia" }, [mia])).toBe(
      "Mia wears something else since.",
    );
  });
});
