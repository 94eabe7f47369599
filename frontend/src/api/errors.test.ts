import { describe, expect, it } from "vitest";
import { speak } from "../language/language";
import { aFinding } from "../testing/objects";
import { ApiError, currentOf, explain, inOneLine, Offline, readErrorBody } from "./errors";
import { mayRetry } from "./queries";

describe("errors", () => {
  it("are the server's own sentences", () => {
    const body = { code: "words_changed", message: "What.", safe: "Safe.", hint: "Do.", details: null };
    expect(explain(new ApiError(422, readErrorBody(body)))).toEqual(body);
  });

  it("are told in the language of the editor", async () => {
    await speak("de");
    const message = "Mia has an outfit called Coat already.";
    const body = { code: "name_taken", message, safe: "Nothing was changed.", hint: "Use “Cape”." };
    const said = explain(new ApiError(422, readErrorBody(body)));
    await speak("en");
    expect(said.message).toBe("Mia hat schon Kleidung, die Coat heißt.");
    expect([said.safe, said.hint]).toEqual(["Es wurde nichts geändert.", "Use “Cape”."]);
  });

  it("of a book are told by what was found on it", async () => {
    const finding = aFinding({
      code: "low_resolution",
      message: "The picture of page 3 has 29 dots.",
      fix: "Draw larger.",
      page: 3,
      values: { dots: 29, wanted: 300 },
    });
    const message = `Home booklet would not take this book. ${finding.message} ${finding.fix}`;
    const hint = "Change that and export again, or export a marked draft.";
    const body = readErrorBody({ code: "preflight", message, safe: "", hint, details: { finding } });
    expect(inOneLine(body)).toBe(`${message} ${hint}`);
    await speak("de");
    const heard = inOneLine(body);
    await speak("en");
    expect(heard).toMatch(/^Dieses Buch .* Das Bild von Seite 3 hat in seiner Größe 29 Punkte/);
    expect(heard).not.toMatch(/dots|Draw|Change/);
  });

  it("become plain sentences where no server spoke", () => {
    expect(explain(new Offline()).code).toBe("offline");
    for (const odd of [undefined, "<html>", 5, {}]) {
      const { message, safe, hint } = explain(new ApiError(502, readErrorBody(odd)));
      for (const sentence of [message, safe, hint]) expect(sentence).not.toBe("");
    }
    expect(explain(new TypeError("x is undefined")).message).not.toContain("undefined");
  });

  it("carry the present object of a conflict", () => {
    const body = readErrorBody({ code: "revision_conflict", message: "", details: { current: { id: "1" } } });
    expect(currentOf(new ApiError(409, body))).toEqual({ id: "1" });
    expect(currentOf(new ApiError(422, body))).toBeNull();
    expect(currentOf(new ApiError(409, readErrorBody({ details: { pages: [] } })))).toBeNull();
  });

  it("are asked again only where no answer came", () => {
    expect(mayRetry(0, new Offline())).toBe(true);
    expect(mayRetry(2, new Offline())).toBe(false);
    expect(mayRetry(0, new ApiError(422, readErrorBody({})))).toBe(false);
  });
});
