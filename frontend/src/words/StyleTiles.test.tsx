import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { newQueryClient } from "../api/queries";
import { speak } from "../language/language";
import { STUDIO } from "../testing/screen";
import { StyleTiles } from "./StyleTiles";
import names from "./styles.json";

afterEach(() => speak("en"));

function show(backend: string, styles = ["", ...names]) {
  const onChange = vi.fn();
  const queries = newQueryClient();
  queries.setQueryData(["studio"], { ...STUDIO, backend });
  render(
    <QueryClientProvider client={queries}>
      <StyleTiles label="Each picture is" value="" styles={styles} onChange={onChange} />
    </QueryClientProvider>,
  );
  return onChange;
}

it("shows each style in a picture of the painter that draws", async () => {
  const onChange = show("picturebook");
  const pictures = screen.getAllByAltText(/white fox/);
  expect(pictures.map((picture) => picture.getAttribute("src")?.split("/").at(-1)?.split("?")[0])).toEqual(
    names.map((name) => `${name.replaceAll(" ", "-")}.webp`),
  );
  const left = screen.getByRole("radio", { name: "As the painter likes" });
  expect(screen.getByRole("radio", { checked: true })).toBe(left);
  await userEvent.click(pictures[1] as HTMLElement);
  expect(onChange).toHaveBeenCalledWith(names[1]);
});

it("is in words where the painter has no pictures, or a style is a writer's own", () => {
  show("stable-diffusion", [...names, "a stained glass window"]);
  expect(screen.queryByRole("img")).toBeNull();
  expect(screen.getAllByRole("radio")).toHaveLength(names.length + 1);
  expect(screen.getByRole("radio", { name: "a stained glass window" })).toBeTruthy();
});

it("names them in the language of the editor, and tells the painter in the painter's words", async () => {
  await speak("de");
  const onChange = show("picturebook");
  await userEvent.click(screen.getByRole("radio", { name: "ein Aquarell" }));
  expect(onChange).toHaveBeenCalledWith("a watercolor");
});
