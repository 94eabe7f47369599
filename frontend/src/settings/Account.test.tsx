import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Offline } from "../api/errors";
import type { Account as AccountRow } from "../api/types";
import { lastKnown } from "../library/lastKnown";
import { desk } from "../saving/desk";
import { browserDrafts } from "../saving/drafts";
import { aJob, aPage, aStory } from "../testing/objects";
import { STUDIO, serve, showInStory } from "../testing/screen";
import { Account } from "./Account";

afterEach(() => vi.unstubAllGlobals());

const JOB = aJob({
  kind: "pack",
  subject: { kind: "account", id: "me" },
  step: "Packing",
  done: 1,
  total: 3,
});
const DOWNLOAD = {
  id: "download-1",
  url: "/media/downloads/download-1",
  created_at: "2026-01-01T00:00:00Z",
  size: 2_345_678,
  sha256: "ab".repeat(32),
  stories: 3,
  left_out: [],
};

function anAccount(values: Partial<AccountRow> = {}): AccountRow {
  return { username: "mia", password: false, stories: 3, download: null, job: null, ...values };
}

function show(accounts = false) {
  const { queries } = showInStory(aStory(), <Account />);
  queries.setQueryData(["studio"], { ...STUDIO, accounts });
}

describe("all of somebody's stories", () => {
  it("are put into one file with one key for one press", async () => {
    const calls = serve({
      "GET /api/account": [200, anAccount()],
      "POST /api/account/download": [202, JOB],
    });
    show();
    const button = await screen.findByRole("button", { name: "Put all stories into one file" });
    await waitFor(() => expect(button).toHaveProperty("disabled", false));
    await userEvent.click(button);
    const asked = () => calls.find(({ path }) => path.endsWith("/download"));
    await waitFor(() => expect(asked()?.headers.get("Idempotency-Key")).toMatch(/^[0-9a-f]{32}$/));
  });

  it("show how far that is, and no older file meanwhile", async () => {
    serve({ "GET /api/account": [200, anAccount({ job: JOB, download: DOWNLOAD })] });
    show();
    expect(await screen.findByText("Putting all stories into one file")).toBeTruthy();
    expect(screen.getByText(/Packing · 1 of 3/)).toBeTruthy();
    expect(screen.queryByRole("link", { name: "Download all stories" })).toBeNull();
  });

  it("show the way on of a file that failed and is made once more", async () => {
    const error = { code: "x", message: "The disk was full.", safe: "", hint: "", details: null };
    const failed = anAccount({ job: { ...JOB, state: "failed", error } });
    serve({ "GET /api/account": [200, failed], [`POST /api/jobs/${JOB.id}/retry`]: [200, JOB] });
    show();
    const again = await screen.findByRole("button", { name: "Retry" });
    serve({
      "GET /api/account": [200, anAccount({ job: JOB })],
      [`POST /api/jobs/${JOB.id}/retry`]: [200, JOB],
    });
    await userEvent.click(again);
    expect(await screen.findByText(/Packing · 1 of 3/)).toBeTruthy();
    serve({ "GET /api/account": [200, anAccount({ job: { ...JOB, state: "done" }, download: DOWNLOAD })] });
    const heard = await screen.findByText(
      "Putting all stories into one file: finished.",
      {},
      { timeout: 3000 },
    );
    expect(heard.getAttribute("role")).toBe("status");
  });

  it("can be downloaded, with the titles that had to be left out", async () => {
    const download = { ...DOWNLOAD, left_out: ["Mia", "Tom"] };
    serve({ "GET /api/account": [200, anAccount({ download })] });
    show();
    const link = await screen.findByRole("link", { name: "Download all stories" });
    expect(link.getAttribute("href")).toBe(DOWNLOAD.url);
    expect(screen.getByText(/2\.3 MB · 3 stories/)).toBeTruthy();
    expect(screen.getByRole("alert").textContent).toContain("Mia · Tom");
  });

  it("are none to be put into a file where there are none", async () => {
    serve({ "GET /api/account": [200, anAccount({ stories: 0 })] });
    show();
    expect(await screen.findByText("There are no stories yet.")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Put all stories into one file" })).toHaveProperty(
      "disabled",
      true,
    );
  });
});

describe("the end of an account", () => {
  it("is not offered to the one writer of a studio", async () => {
    serve({ "GET /api/account": [200, anAccount()] });
    show(false);
    await screen.findByRole("button", { name: "Put all stories into one file" });
    expect(screen.queryByRole("button", { name: "Delete the account…" })).toBeNull();
  });

  it("says what is lost, and wants the name typed before", async () => {
    const calls = serve({
      "GET /api/account": [200, anAccount()],
      "POST /api/account/delete": [204, null],
    });
    localStorage.setItem("storyboard/stories", JSON.stringify([{ title: "Mia" }]));
    localStorage.setItem("storyboard/form/description", "a white fox");
    browserDrafts.write("page:1", { patch: { text: "never sent" }, origin: {} });
    show(true);
    await userEvent.click(await screen.findByRole("button", { name: "Delete the account…" }));
    const asking = within(screen.getByRole("dialog"));
    expect(asking.getByText(/3 stories are deleted with it/)).toBeTruthy();
    const button = asking.getByRole("button", { name: "Delete everything" });
    expect(button).toHaveProperty("disabled", true);
    await userEvent.type(asking.getByRole("textbox", { name: "Type mia to go on" }), "Mia");
    expect(button).toHaveProperty("disabled", true);
    await userEvent.clear(asking.getByRole("textbox"));
    await userEvent.type(asking.getByRole("textbox"), "mia");
    await userEvent.click(button);
    await waitFor(() =>
      expect(calls.find(({ path }) => path === "/api/account/delete")?.body).toEqual({
        name: "mia",
        password: "",
      }),
    );
    await waitFor(() => expect(lastKnown(), "the list for a day without the server").toEqual([]));
    expect(localStorage.getItem("storyboard/form/description"), "what was typed and never sent").toBeNull();
    await waitFor(async () => expect(await browserDrafts.read("page:1"), "words of a page").toBeNull());
  });

  it("leaves the words in the browser where the server did not answer", async () => {
    serve({
      "GET /api/account": [200, anAccount()],
      "POST /api/account/delete": [500, { code: "broken", message: "It did not work." }],
    });
    browserDrafts.write("page:1", { patch: { text: "never sent" }, origin: {} });
    show(true);
    await userEvent.click(await screen.findByRole("button", { name: "Delete the account…" }));
    await userEvent.type(screen.getByRole("textbox", { name: "Type mia to go on" }), "mia");
    await userEvent.click(screen.getByRole("button", { name: "Delete everything" }));
    await screen.findByText("It did not work.");
    expect(await browserDrafts.read("page:1")).not.toBeNull();
  });

  it("wants the password too where there is one, and says that it was wrong", async () => {
    const error = { code: "other_password", message: "This is not the password of your account." };
    const refusal = { ...error, safe: "Nothing was deleted.", hint: "", details: null };
    const calls = serve({
      "GET /api/account": [200, anAccount({ password: true })],
      "POST /api/account/delete": [422, refusal],
    });
    show(true);
    await userEvent.click(await screen.findByRole("button", { name: "Delete the account…" }));
    const asking = within(screen.getByRole("dialog"));
    await userEvent.type(asking.getByRole("textbox", { name: "Type mia to go on" }), "mia");
    const button = asking.getByRole("button", { name: "Delete everything" });
    expect(button).toHaveProperty("disabled", true);
    const field = asking.getByLabelText("Your password");
    expect(field.getAttribute("type")).toBe("password");
    await userEvent.type(field, "a red fox");
    await userEvent.click(button);
    expect(await asking.findByText(/This is not the password of your account/)).toBeTruthy();
    expect(calls.find(({ path }) => path === "/api/account/delete")?.body).toEqual({
      name: "mia",
      password: "a red fox",
    });
  });
});

describe("signing out", () => {
  beforeEach(() => browserDrafts.clearAll());

  const signedOut = (calls: { path: string }[]) => calls.some(({ path }) => path === "/logout");

  it("leaves nothing in the browser", async () => {
    const calls = serve({ "GET /api/account": [200, anAccount()], "POST /logout": [200, null] });
    localStorage.setItem("storyboard/form/description", "a white fox");
    show(true);
    await userEvent.click(await screen.findByRole("button", { name: "Sign out" }));
    await waitFor(() => expect(signedOut(calls)).toBe(true));
    await waitFor(() => expect(localStorage.getItem("storyboard/form/description")).toBeNull());
  });

  it("keeps words that the server does not have yet, until they are given up", async () => {
    const calls = serve({ "GET /api/account": [200, anAccount()], "POST /logout": [200, null] });
    const page = aPage();
    desk.open("page", page, () => Promise.reject(new Offline())).edit({ text: "only here" });
    show(true);
    await userEvent.click(await screen.findByRole("button", { name: "Sign out" }));
    await screen.findByText("They are kept, and nobody was signed out.");
    expect(signedOut(calls)).toBe(false);
    expect((await browserDrafts.read(`page:${page.id}`))?.patch).toEqual({ text: "only here" });
    await userEvent.click(screen.getByRole("button", { name: "Sign out and throw them away" }));
    await waitFor(() => expect(signedOut(calls)).toBe(true));
    await waitFor(async () => expect(await browserDrafts.read(`page:${page.id}`)).toBeNull());
  });

  it("keeps words that another window left", async () => {
    const calls = serve({ "GET /api/account": [200, anAccount()], "POST /logout": [200, null] });
    browserDrafts.write("page:1", { patch: { text: "left by an earlier window" }, origin: {} });
    show(true);
    await userEvent.click(await screen.findByRole("button", { name: "Sign out" }));
    await screen.findByText("They are kept, and nobody was signed out.");
    expect(signedOut(calls)).toBe(false);
    expect(await browserDrafts.read("page:1")).not.toBeNull();
  });

  it("is not offered where nobody signs in", async () => {
    serve({ "GET /api/account": [200, anAccount()] });
    show(false);
    await screen.findByRole("button", { name: "Put all stories into one file" });
    expect(screen.queryByRole("button", { name: "Sign out" })).toBeNull();
  });
});
