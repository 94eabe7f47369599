import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import type { Place } from "../api/types";
import { PagesScreen } from "../pages/PagesScreen";
import { desk } from "../saving/desk";
import { history } from "../saving/history";
import { aCharacter, aPage, aPanel, aStory } from "../testing/objects";
import { serve, showInStory } from "../testing/screen";
import { placesFor } from "./boxes";

const cast = [
  aCharacter({ state: "ready" }),
  aCharacter({ id: "rex", name: "Rex", description: "a green dragon", state: "ready" }),
];

function show(places = placesFor(["mia", "rex"], "beside"), role: "owner" | "viewer" = "owner") {
  const panel = aPanel({ id: "panel-8", cast: ["mia", "rex"], places });
  const calls = serve({ "PATCH /api/panels/panel-8": [200, { ...panel, revision: 2 }] });
  showInStory(aStory({ cast, role, pages: [aPage({ id: "page-8", panels: [panel] })] }), <PagesScreen />);
  return () => calls.filter(({ method }) => method === "PATCH").map(({ body }) => body);
}

afterEach(() => {
  history.clear();
  desk.drop("page", "page-8");
  desk.drop("panel", "panel-8");
});

describe("where they stand", () => {
  it("is the model's business until somebody says so, and again after", async () => {
    const sent = show([]);
    await userEvent.click(screen.getByText("Where they stand: as the painter likes"));
    expect(screen.queryByRole("button", { name: /Place of Mia/ })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Side by side" }));
    expect(screen.getByRole("button", { name: /Place of Mia: 0 % from the left/ })).toBeTruthy();
    expect(screen.getByRole("button", { name: /Place of Rex: 50 % from the left/ })).toBeTruthy();
    await waitFor(() => expect(sent()).toEqual([{ places: placesFor(["mia", "rex"], "beside") }]));
    await userEvent.click(screen.getByRole("button", { name: "As the painter likes" }));
    expect(screen.queryByRole("button", { name: /Place of Mia/ })).toBeNull();
  });

  it("is moved and sized by keys", () => {
    show();
    const mia = screen.getByRole("button", { name: /Place of Mia/ });
    fireEvent.keyDown(mia, { key: "ArrowRight" });
    expect(mia.getAttribute("aria-label")).toContain("5 % from the left, 15 % from the top, 50 % wide");
    fireEvent.keyDown(mia, { key: "ArrowLeft", shiftKey: true });
    expect(mia.getAttribute("aria-label")).toContain("5 % from the left, 15 % from the top, 45 % wide");
  });

  it("is told by numbers, and who is in front by buttons", async () => {
    show();
    const width = screen.getAllByRole("spinbutton", { name: "Width" })[0] as HTMLInputElement;
    await userEvent.clear(width);
    await userEvent.type(width, "35");
    expect(screen.getByRole("button", { name: /Place of Mia.* 35 % wide/ })).toBeTruthy();
    await userEvent.clear(width);
    await userEvent.type(width, "3");
    await userEvent.tab();
    expect(screen.getByRole("button", { name: /Place of Mia.* 10 % wide/ })).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Mia to the back" }));
    const names = screen.getAllByRole("button", { name: /Place of/ }).map(({ textContent }) => textContent);
    expect(names).toEqual(["Mia", "Rex"]);
  });

  it("follows the pointer, and one drag is one step", () => {
    show();
    const mia = screen.getByRole("button", { name: /Place of Mia/ });
    const stage = mia.closest(".stage") as HTMLElement;
    stage.getBoundingClientRect = () => new DOMRect(0, 0, 200, 200);
    mia.setPointerCapture = () => undefined;
    const at = (clientX: number, clientY: number) => ({ pointerId: 1, button: 0, clientX, clientY });
    fireEvent.pointerDown(mia, at(10, 100));
    fireEvent.pointerMove(mia, at(30, 90));
    fireEvent.pointerMove(mia, at(50, 80));
    fireEvent.pointerUp(mia, at(50, 80));
    expect(mia.getAttribute("aria-label")).toContain("20 % from the left, 5 % from the top, 50 % wide");
    expect(history.next.undo?.label).toBe("change of the picture’s words");
  });

  it("is painted with keys, moves with what is painted, and undo takes it back", async () => {
    const sent = show();
    await userEvent.click(screen.getByRole("button", { name: "Paint" }));
    await userEvent.click(screen.getByRole("button", { name: "Large" }));
    await userEvent.click(
      within(screen.getByRole("group", { name: "Whose area" })).getByRole("button", { name: "Rex" }),
    );
    const brush = screen.getByRole("button", { name: /^Brush for Rex: 75 % .* painted$/ });
    fireEvent.keyDown(brush, { key: "ArrowUp" });
    for (let step = 0; step < 12; step += 1) fireEvent.keyDown(brush, { key: "ArrowUp" });
    expect(brush.getAttribute("aria-label")).toBe(
      "Brush for Rex: 75 % from the left, 0 % from the top, empty",
    );
    fireEvent.keyDown(brush, { key: " " });
    expect(brush.getAttribute("aria-label")).toMatch(/painted$/);
    await waitFor(() => expect(sent()).toHaveLength(1));
    const [, rex] = (sent()[0] as { places: Place[] }).places;
    expect(rex?.box).toEqual({ left: 0.5, top: 0, right: 1, bottom: 1 });
    expect(rex?.painted?.[0]).toBe(`${"0".repeat(26)}11111111${"0".repeat(6)}`);

    await userEvent.click(screen.getByRole("button", { name: "Move" }));
    const place = screen.getByRole("button", { name: /Place of Rex: 50 %/ });
    fireEvent.keyDown(place, { key: "ArrowDown", shiftKey: true });
    fireEvent.keyDown(place, { key: "ArrowLeft" });
    expect(place.getAttribute("aria-label")).toContain("45 % from the left");
    await userEvent.click(screen.getByRole("button", { name: "Erase" }));
    await userEvent.click(screen.getByRole("button", { name: "A box again" }));
    expect(screen.queryByRole("button", { name: "A box again" })).toBeNull();
    await act(() => history.undo());
    expect(screen.getByRole("button", { name: "A box again" })).toBeTruthy();
  });

  it("is painted with the pointer, and one stroke is one step", async () => {
    show();
    await userEvent.click(screen.getByRole("button", { name: "Erase" }));
    await userEvent.click(screen.getByRole("button", { name: "Small" }));
    const brush = screen.getByRole("button", { name: /^Brush for Mia/ });
    brush.getBoundingClientRect = () => new DOMRect(0, 0, 400, 400);
    brush.setPointerCapture = () => undefined;
    const at = (clientX: number, clientY: number) => ({ pointerId: 1, button: 0, clientX, clientY });
    fireEvent.pointerMove(brush, at(5, 5));
    fireEvent.pointerDown(brush, at(100, 200));
    fireEvent.pointerMove(brush, at(140, 200));
    fireEvent.pointerUp(brush, at(140, 200));
    expect(brush.getAttribute("aria-label")).toBe(
      "Brush for Mia: 35 % from the left, 50 % from the top, empty",
    );
    await act(() => history.undo());
    expect(brush.getAttribute("aria-label")).toMatch(/painted$/);
    expect(history.next.undo).toBeUndefined();
  });

  it("only shows who may not edit", () => {
    show(undefined, "viewer");
    const mia = screen.queryByRole("button", { name: /Place of Mia/ });
    expect(mia === null || (mia as HTMLButtonElement).disabled).toBe(true);
  });
});
