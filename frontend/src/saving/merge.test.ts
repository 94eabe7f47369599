import { expect, it } from "vitest";
import { merge } from "./merge";

const met = (mine: string, origin: string, theirs: string) =>
  merge({ text: mine }, { text: origin }, { text: theirs });

it("drops what is there already, also where the words kept in the browser end a little earlier", () => {
  expect(met("Once. It sn", "Once.", "Once. It snowed.")).toEqual({ patch: {}, clashes: [] });
  expect(met("Once. It snowed.", "Once.", "Once. It snowed.")).toEqual({ patch: {}, clashes: [] });
});

it("asks where words of either side would be missing", () => {
  expect(met("Once. It sn", "Once.", "Once. A fox.").clashes).toEqual(["text"]);
  expect(met("Once.", "Once. It snowed.", "Once. It snowed. A lot.").clashes).toEqual(["text"]);
});

it("keeps what only the writer changed", () => {
  expect(met("Once upon", "Once", "Once")).toEqual({ patch: { text: "Once upon" }, clashes: [] });
});
