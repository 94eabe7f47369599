import { fireEvent, render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { MentionArea } from "./MentionArea";

it("picks a name with Enter, but not with the Enter that ends a composed word", () => {
  const onMention = vi.fn();
  const people = [{ id: "mia", name: "Mia" }];
  render(<MentionArea aria-label="Text" value="" people={people} onText={vi.fn()} onMention={onMention} />);
  const area = screen.getByRole("textbox");
  fireEvent.change(area, { target: { value: "@M", selectionStart: 2 } });
  expect(screen.getByRole("option", { name: "Mia" })).toBeTruthy();
  fireEvent.keyDown(area, { key: "Enter", isComposing: true });
  expect(onMention).not.toHaveBeenCalled();
  fireEvent.keyDown(area, { key: "Enter" });
  expect(onMention).toHaveBeenCalledExactlyOnceWith(people[0]);
});
