import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { Link, MemoryRouter } from "react-router";
import { expect, it } from "vitest";
import { useArrival } from "./useArrival";

function Room() {
  useArrival();
  return (
    <>
      <textarea data-part="text" aria-label="Text" />
      <button type="button" data-part="draw">
        Draw
      </button>
      <Link to="#draw">There</Link>
    </>
  );
}

it("moves the focus to the part that the address names, as often as it is asked for", async () => {
  render(
    <MemoryRouter initialEntries={["/pages/1#text"]}>
      <Room />
    </MemoryRouter>,
  );
  expect(document.activeElement).toBe(screen.getByRole("textbox", { name: "Text" }));
  for (let time = 0; time < 2; time++) {
    await userEvent.click(screen.getByRole("link", { name: "There" }));
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Draw" }));
  }
});

it("unfolds what it moves the focus to", () => {
  function Folded() {
    useArrival();
    return <details data-part="bubbles" tabIndex={-1} />;
  }
  render(
    <MemoryRouter initialEntries={["/pages/1#bubbles"]}>
      <Folded />
    </MemoryRouter>,
  );
  const part = screen.getByRole("group");
  expect(document.activeElement).toBe(part);
  expect(part).toHaveProperty("open", true);
});

it("leaves the focus alone where there is no such part", () => {
  render(
    <MemoryRouter initialEntries={["/pages/1#elsewhere"]}>
      <Room />
    </MemoryRouter>,
  );
  expect(document.activeElement).toBe(document.body);
});
