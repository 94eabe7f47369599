import { render } from "@testing-library/react";
import { expect, it } from "vitest";
import { cutAt, Marked } from "./Marked";

it("cuts a text at whole words and loses no letter", () => {
  const text = "A zebra, a Zebra and a zebras’ café";
  const parts = cutAt(text, ["zebra", "café"]);
  expect(parts.map(({ part }) => part).join("")).toBe(text);
  expect(parts.filter(({ known }) => !known).map(({ part }) => part)).toEqual(["zebra", "Zebra", "café"]);
  expect(cutAt("", ["zebra"])).toEqual([]);
});

it("marks unknown words for the eye alone", () => {
  const { container } = render(
    <Marked text="a zebra" unknown={["zebra"]}>
      <input />
    </Marked>,
  );
  expect(container.querySelector("mark")?.textContent).toBe("zebra");
  const copy = container.querySelector("mark")?.closest("[aria-hidden]");
  expect(copy?.getAttribute("dir"), "it runs the way the field does").toBe("auto");
});
