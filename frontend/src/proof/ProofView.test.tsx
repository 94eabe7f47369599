import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it } from "vitest";
import type { Proof } from "../api/types";
import { aProof, aStory } from "../testing/objects";
import { showInStory } from "../testing/screen";
import type { Leaf } from "./leaves";
import { ProofView } from "./ProofView";

const destination = {
  profile: "kdp-paperback",
  trim: "",
  facing: false,
  dedication: "For Tom",
  draft: false,
  face: "Lexend" as const,
  spine: 0.25,
  spine_pages: 4,
};
const story = aStory();

function Shown({ proof, first = 0 }: { proof: Proof; first?: Leaf }) {
  const [leaf, setLeaf] = useState(first);
  return (
    <ProofView
      story={story}
      proof={{ ...proof, destination, seq: 7 }}
      leaf={leaf}
      onLeaf={setLeaf}
      place={{ current: null }}
    />
  );
}

const shown = () => screen.getAllByRole<HTMLImageElement>("img").map((image) => image.alt);
const query = () => new URL(screen.getAllByRole<HTMLImageElement>("img")[0]?.src ?? "").searchParams;
const lines = () =>
  [...document.querySelectorAll("svg.guides > *")].map((line) => line.getAttribute("class"));

it("shows pages with their words, and turns them by buttons, slider and keys", async () => {
  showInStory(story, <Shown proof={aProof(4)} />);
  expect(shown()).toEqual(["Printed page 1"]);
  expect(Object.fromEntries(query())).toEqual({
    profile: "kdp-paperback",
    trim: "",
    dedication: "For Tom",
    face: "Lexend",
    spine: "0.25",
    spine_pages: "4",
    index: "0",
    large: "false",
    seq: "7",
  });
  await userEvent.click(screen.getByRole("button", { name: "On" }));
  expect(shown()).toEqual(["Printed page 2: Words 1", "Printed page 3: Words 2"]);
  expect(screen.getByText("Printed pages 2 and 3 of 4").getAttribute("role")).toBe("status");
  screen.getByRole("region", { name: "Open pages" }).focus();
  await userEvent.keyboard("{End}");
  expect(shown()).toEqual(["Printed page 4: Words 3"]);
  await userEvent.keyboard("{Home}");
  expect(shown()).toEqual(["The cover: back, spine and front"]);
  expect(screen.getByRole("slider", { name: "Where in the book" }).getAttribute("aria-valuetext")).toBe(
    "Cover",
  );
});

it("turns a book that is bound on the right to the left", async () => {
  showInStory(story, <Shown proof={{ ...aProof(4), right_bound: true }} />);
  screen.getByRole("region", { name: "Open pages" }).focus();
  await userEvent.keyboard("{ArrowLeft}");
  expect(shown()).toEqual(["Printed page 2: Words 1", "Printed page 3: Words 2"]);
  expect(document.querySelector(".proof__spread")?.getAttribute("dir")).toBe("rtl");
});

it("draws the lines that are switched on", async () => {
  showInStory(story, <Shown proof={aProof(1)} first="cover" />);
  expect(lines()).toEqual(["guides__bleed", "guides__cut", "guides__fold", "guides__fold"]);
  await userEvent.click(screen.getByRole("checkbox", { name: "Where text is safe" }));
  await userEvent.click(screen.getByRole("checkbox", { name: "What is cut off" }));
  await userEvent.click(screen.getByRole("checkbox", { name: "Where it is cut" }));
  expect(lines()).toEqual(["guides__safe", "guides__safe"]);
});

it("asks for finer pictures when it is enlarged, by button or key", async () => {
  showInStory(story, <Shown proof={aProof(1)} />);
  await userEvent.click(screen.getByRole("button", { name: "Enlarge" }));
  expect(query().get("large")).toBe("true");
  screen.getByRole("region", { name: "Open pages" }).focus();
  await userEvent.keyboard("-");
  expect(query().get("large")).toBe("false");
  await userEvent.keyboard("+");
  expect(screen.getByRole("button", { name: "Fit the page" }).getAttribute("aria-pressed")).toBe("true");
});
