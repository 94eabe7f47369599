import { describe, expect, it } from "vitest";
import { mentionAt, withMention } from "./mentions";

const PEOPLE = [
  { id: "mia", name: "Mia" },
  { id: "max", name: "Max" },
  { id: "oak", name: "Grandma Oak" },
];
const named = (text: string) => mentionAt(text, text.length, PEOPLE)?.people.map(({ name }) => name);

describe("who is meant by an @", () => {
  it("is everybody at first, and then those whose name begins so", () => {
    expect(named("In the snow @")).toEqual(["Mia", "Max", "Grandma Oak"]);
    expect(named("@m")).toEqual(["Mia", "Max"]);
    expect(named("(@mi")).toEqual(["Mia"]);
    expect(named("@grandma o")).toEqual(["Grandma Oak"]);
  });

  it("is nobody in an address, after a whole sentence, or without an @", () => {
    expect(named("mia@m")).toBeUndefined();
    expect(named("@Tom")).toBeUndefined();
    expect(named("Mi")).toBeUndefined();
    expect(named("@Mia waves")).toBeUndefined();
  });

  it("looks at the caret, not at the end", () => {
    const text = "@mi waves";
    const mention = mentionAt(text, 3, PEOPLE);
    expect(mention && withMention(text, mention, { id: "mia", name: "Mia" })).toEqual({
      text: "Mia waves",
      caret: 3,
    });
  });
});
