import type { Character, Job, Page, Panel, Picture, Story } from "../api/types";

/* Objects as the server sends them, for tests; each takes what the test cares about. */

export function aJob(values: Partial<Job> = {}): Job {
  return {
    id: "job-1",
    kind: "tune",
    state: "running",
    paused: false,
    priority: 0,
    subject: { kind: "character", id: "mia" },
    done: 0,
    total: 100,
    step: "",
    eta_seconds: null,
    attempt: 1,
    error: null,
    created_at: "2026-01-01T00:00:00Z",
    seq: 1,
    ...values,
  };
}

export function aCharacter(values: Partial<Character> = {}): Character {
  return {
    id: "mia",
    name: "Mia",
    description: "a white fox",
    base_word: "fox",
    state: "draft",
    revision: 1,
    candidates: [],
    target: null,
    tuned_steps: null,
    notices: [],
    ...values,
  };
}

export function aPicture(values: Partial<Picture> = {}): Picture {
  return {
    id: "picture-1",
    url: "/media/pictures/picture-1",
    seed: 7,
    prompt: "a white fox, in the snow",
    created_at: "2026-01-01T00:00:00Z",
    likeness: [],
    notices: [],
    stale: [],
    ...values,
  };
}

export function aPanel(values: Partial<Panel> = {}): Panel {
  return {
    id: "panel-1",
    scene: "",
    cast: [],
    kept: null,
    seed: null,
    locked: false,
    revision: 1,
    pictures: [],
    notices: [],
    ...values,
  };
}

export function aPage(values: Partial<Page> = {}): Page {
  return { id: "page-1", position: 0, text: "", revision: 1, held_by: null, panels: [aPanel()], ...values };
}

export function aStory(values: Partial<Story> = {}): Story {
  return {
    id: "story-1",
    title: "Mia and the first snow",
    author: "",
    language: "en",
    revision: 1,
    saved_at: "2026-01-01T00:00:00Z",
    seq: 5,
    cast: [],
    pages: [],
    jobs: [],
    books: [],
    press: "",
    role: "owner",
    ...values,
  };
}
