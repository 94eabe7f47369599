import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { ApiError } from "../api/errors";
import { ErrorNote } from "./ErrorNote";

const error = new ApiError(422, {
  code: "out_of_memory",
  message: "The painter ran out of memory.",
  safe: "Your words are safe.",
  hint: "Close other programs.",
  details: null,
});

it("says what happened, what is safe and what to do, with one button", async () => {
  const retry = vi.fn();
  render(<ErrorNote error={error} onRetry={retry} />);
  const note = screen.getByRole("alert");
  for (const sentence of [error.body.message, error.body.safe, error.body.hint]) {
    expect(note.textContent).toContain(sentence);
  }
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(retry).toHaveBeenCalledOnce();
});

it("shows nothing where nothing is wrong", () => {
  const { container } = render(<ErrorNote error={null} />);
  expect(container.innerHTML).toBe("");
});
