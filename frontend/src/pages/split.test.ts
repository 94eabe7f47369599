import { describe, expect, it } from "vitest";
import { divided, splitText } from "./split";

const STORY = `Mia looked out of the window. It had snowed! The whole garden was white.

“Come out,” called Tom. He stood at the gate. His lamp blinked twice.

They walked into the forest. It was quiet there. Only the snow spoke, very softly, under their feet.

Grandma Oak was waiting. She had tea for everybody. And so the winter began.`;

const plain = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

describe("a whole text on pages", () => {
  it("takes the writer's own paragraphs where there are as many as pages", () => {
    const pages = splitText(STORY, 4);
    expect(pages).toHaveLength(4);
    expect(pages[1]).toBe("“Come out,” called Tom. He stood at the gate. His lamp blinked twice.");
  });

  it.each([1, 2, 3, 5, 8, 12])("loses and changes no word on %i pages", (count) => {
    const pages = splitText(STORY, count);
    expect(pages).toHaveLength(count);
    expect(pages.every((page) => page !== "")).toBe(true);
    expect(plain(pages.join(" "))).toBe(plain(STORY));
  });

  it("prefers to cut between paragraphs", () => {
    expect(splitText(STORY, 2)[1]).toMatch(/^They walked/);
  });

  it("makes no more pages than there are sentences, and none of nothing", () => {
    expect(splitText("One. Two.", 8)).toEqual(["One.", "Two."]);
    expect(splitText("   \n\n ", 8)).toEqual([]);
  });

  it("keeps the lines of a poem", () => {
    const poem = "Snow on the hill,\nsnow on the tree.\nAll is so still.\nNobody but me.";
    expect(splitText(poem, 2)).toEqual([
      "Snow on the hill,\nsnow on the tree.",
      "All is so still.\nNobody but me.",
    ]);
  });

  it("puts no spaces between sentences that have none", () => {
    expect(splitText("下雪了。米娅很高兴。她出去了。汤姆来了。", 2, "zh")).toEqual([
      "下雪了。米娅很高兴。",
      "她出去了。汤姆来了。",
    ]);
  });

  it("knows where sentences end in other languages", () => {
    expect(splitText("ذهبت ميا إلى الغابة. هل رأت توم؟ نعم.", 3, "ar")).toHaveLength(3);
  });
});

describe("a text that is too long for its page", () => {
  const text = "One two three. Four five!\n\nSix seven.";

  it("is cut between sentences where as much as fits stays in front", () => {
    expect(divided(text, 2, "en")).toEqual(["One two three. Four five!", "Six seven."]);
    expect(divided(text, 3, "en")).toEqual(["One two three.", "Four five!\n\nSix seven."]);
  });

  it("is cut behind its first sentence where even that does not fit, and not within a sentence", () => {
    expect(divided(text, 6, "en")?.[0]).toBe("One two three.");
    expect(divided("One two three.", 1, "en")).toBeNull();
  });

  it("is counted in letters where words have no spaces", () => {
    expect(divided("下雪了。好冷！", 3, "zh")).toEqual(["下雪了。", "好冷！"]);
  });
});
