import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { afterEach, expect, it } from "vitest";
import { newQueryClient } from "../api/queries";
import { speak } from "../language/language";
import { PreferenceStore, preferences } from "./preferences";
import { SettingsScreen } from "./SettingsScreen";

const page = document.documentElement;

function show() {
  render(
    <QueryClientProvider client={newQueryClient()}>
      <MemoryRouter>
        <SettingsScreen />
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

afterEach(async () => {
  await preferences.choose({ language: "en", look: "system", motion: "system", writing: "book" });
  await speak("en");
});

it("turns the page dark and still, and keeps that for the next visit", async () => {
  show();
  await userEvent.click(screen.getByRole("radio", { name: "Dark" }));
  await userEvent.click(screen.getByRole("radio", { name: "No motion" }));
  await waitFor(() => expect([page.dataset.look, page.dataset.motion]).toEqual(["dark", "less"]));
  await preferences.choose({});
  page.dataset.look = "";
  await new PreferenceStore().start();
  expect([page.dataset.look, page.dataset.motion]).toEqual(["dark", "less"]);
});

it("sets what is written in the typeface of the writer's choice", async () => {
  show();
  expect(page.dataset.writing ?? "book").toBe("book");
  await userEvent.click(screen.getByRole("radio", { name: "Lexend, easier to read with dyslexia" }));
  await waitFor(() => expect(page.dataset.writing).toBe("lexend"));
  await new PreferenceStore().start();
  expect(page.dataset.writing).toBe("lexend");
});

it("speaks another language, in its direction", async () => {
  show();
  await userEvent.click(screen.getByRole("radio", { name: "العربية" }));
  await waitFor(() => expect([page.lang, page.dir]).toEqual(["ar", "rtl"]));
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("الإعدادات");
});

it("starts with what the browser wishes where nothing readable was kept", async () => {
  localStorage.setItem("storyboard/preferences", "{not JSON");
  const store = new PreferenceStore();
  await store.start();
  expect(store.snapshot()).toMatchObject({ look: "system", motion: "system" });
});
