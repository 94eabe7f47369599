import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { isLong, LongItem } from "./LongItem";

type Look = (entries: { isIntersecting: boolean }[]) => void;

const looks = new Map<Element, Look>();

beforeEach(() => {
  looks.clear();
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      private readonly look: Look;
      constructor(look: Look) {
        this.look = look;
      }
      observe(thing: Element): void {
        looks.set(thing, this.look);
      }
      disconnect(): void {}
    },
  );
});
afterEach(() => vi.unstubAllGlobals());

function show(count: number): HTMLElement[] {
  const pages = Array.from({ length: count }, (_, number) => number);
  render(
    <ol>
      {pages.map((page) => (
        <LongItem key={page} long={isLong(count)}>
          <a href={`#${page}`}>Page {page}</a>
        </LongItem>
      ))}
    </ol>,
  );
  return screen.getAllByRole("listitem");
}

const come = (item: Element | undefined, isIntersecting: boolean): void =>
  act(() => item && looks.get(item)?.([{ isIntersecting }]));

it("draws a short list whole", () => {
  show(8);
  expect(screen.getAllByRole("link")).toHaveLength(8);
});

it("draws of a long list what is near, and keeps the place of what is not", () => {
  const items = show(200);
  expect(screen.queryAllByRole("link")).toHaveLength(0);
  come(items[70], true);
  expect(screen.getByRole("link").textContent).toBe("Page 70");
  come(items[70], false);
  expect(screen.queryByRole("link")).toBeNull();
  expect(items).toHaveLength(200);
});

it("never takes away what has the focus", () => {
  const items = show(200);
  come(items[3], true);
  screen.getByRole("link").focus();
  come(items[3], false);
  expect(document.activeElement?.textContent).toBe("Page 3");
});
