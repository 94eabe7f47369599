import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { MemoryRouter, Route, Routes } from "react-router";
import { afterEach, expect, it, vi } from "vitest";
import { history } from "./history";
import { UndoBar, undoKey } from "./UndoBar";

const press = (key: string, more = {}) => ({
  key,
  ctrlKey: true,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...more,
});

function show() {
  return render(
    <MemoryRouter initialEntries={["/here"]}>
      <UndoBar />
      <input aria-label="saved while written" />
      <input aria-label="with its own undo" data-own-undo />
      <Routes>
        <Route path="/there" element={<p>there</p>} />
        <Route path="*" element={<p>here</p>} />
      </Routes>
    </MemoryRouter>,
  );
}

afterEach(() => history.clear());

it("knows the keys of undo and redo on every keyboard", () => {
  expect(undoKey(press("z"))).toBe("undo");
  expect(undoKey(press("Z", { shiftKey: true }))).toBe("redo");
  expect(undoKey(press("y"))).toBe("redo");
  expect(undoKey(press("z", { ctrlKey: false, metaKey: true }))).toBe("undo");
  expect(undoKey(press("z", { ctrlKey: false }))).toBeNull();
  expect(undoKey(press("z", { altKey: true }))).toBeNull();
});

it("takes a step back from within a field, and shows where it was", async () => {
  const undo = vi.fn();
  show();
  history.record({ label: "move of a page", place: "/there", undo, redo: () => undefined });
  fireEvent.keyDown(screen.getByRole("textbox", { name: "with its own undo" }), press("z"));
  expect(undo).not.toHaveBeenCalled();
  fireEvent.keyDown(screen.getByRole("textbox", { name: "saved while written" }), press("z"));
  await waitFor(() => expect(screen.getByText("there")).toBeTruthy());
  expect(undo).toHaveBeenCalledOnce();
  expect(screen.getByRole("button", { name: "Redo: move of a page" })).toHaveProperty("disabled", false);
  expect(screen.getByRole("button", { name: "Undo" })).toHaveProperty("disabled", true);
});

it("takes nothing back under an open dialog", async () => {
  const undo = vi.fn();
  show();
  history.record({ label: "move of a page", place: "", undo, redo: () => undefined });
  const dialog = document.body.appendChild(document.createElement("dialog"));
  dialog.setAttribute("open", "");
  fireEvent.keyDown(window, press("z"));
  dialog.remove();
  expect(undo).not.toHaveBeenCalled();
  fireEvent.keyDown(window, press("z"));
  expect(undo).toHaveBeenCalledOnce();
});

it("says why a step could not be taken back", async () => {
  show();
  const refuse = async (): Promise<void> => {
    throw new Error("gone");
  };
  history.record({ label: "move of a page", place: "", undo: refuse, redo: () => undefined });
  fireEvent.click(await screen.findByRole("button", { name: "Undo: move of a page" }));
  expect(await screen.findByRole("alert")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Undo: move of a page" })).toHaveProperty("disabled", false);
});
