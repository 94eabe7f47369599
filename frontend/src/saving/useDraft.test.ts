import { act, renderHook } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { explain } from "../api/errors";
import { desk } from "./desk";
import { history } from "./history";
import { useDraft } from "./useDraft";

const BASE = { id: "1", revision: 1, text: "old" };

/** A page's text as one window writes it, and what the server would hold after each save. */
function written(held: () => boolean = () => false) {
  let revision = 1;
  const send = async (patch: object) => {
    revision += 1;
    return { ...BASE, ...patch, revision };
  };
  const { result } = renderHook(() => useDraft("words", BASE, send, { label: "typing", place: "", held }));
  return result.current;
}

afterEach(() => {
  history.clear();
  desk.drop("words", "1");
});

it("takes the own words back and gives them again", async () => {
  const draft = written();
  act(() => draft.edit({ text: "mine" }));
  await act(() => history.undo());
  expect(draft.value("text")).toBe("old");
  await act(() => history.redo());
  expect(draft.value("text")).toBe("mine");
});

it("leaves words alone that came from elsewhere after the step, says so and drops the step", async () => {
  const draft = written();
  act(() => draft.edit({ text: "mine" }));
  await act(() => draft.flush());
  act(() => draft.adopt({ ...BASE, revision: 9, text: "mine, and Tom's" }));
  await act(() => history.undo());
  expect(draft.value("text")).toBe("mine, and Tom's");
  expect(explain(history.error).code).toBe("changed_elsewhere");
  expect(history.next.undo).toBeUndefined();
});

it("gives words again only where nobody else wrote in between", async () => {
  const draft = written();
  act(() => draft.edit({ text: "mine" }));
  await act(() => history.undo());
  await act(() => draft.flush());
  act(() => draft.adopt({ ...BASE, revision: 9, text: "Tom's" }));
  await act(() => history.redo());
  expect(draft.value("text")).toBe("Tom's");
  expect(history.next.redo).toBeUndefined();
});

it("waits with undo while another window writes on the page", async () => {
  let elsewhere = true;
  const draft = written(() => elsewhere);
  act(() => draft.edit({ text: "mine" }));
  await act(() => history.undo());
  expect(draft.value("text")).toBe("mine");
  expect(explain(history.error).code).toBe("held_elsewhere");
  elsewhere = false;
  await act(() => history.undo());
  expect(draft.value("text")).toBe("old");
});
