import { render } from "@testing-library/react";
import { expect, it } from "vitest";
import { BubbleShape } from "./BubbleShape";

it("leaves nothing behind of a trail that lay on one point", () => {
  const box = { left: 0, top: 0.125, right: 0.5, bottom: 0.375 };
  const thought = (left: number, top: number) => (
    <BubbleShape bubble={{ box, tail: { left, top }, kind: "thought" }} side={4} />
  );
  const { container, rerender } = render(thought(0.3, 0.3)); // inside the bubble
  const count = container.querySelectorAll("circle").length;
  for (const top of [0.75, 0.3, 0.9]) rerender(thought(0.3, top));
  expect(container.querySelectorAll("circle")).toHaveLength(count);
});
