import type {
  Character,
  Finding,
  Job,
  Outfit,
  Page,
  Panel,
  Picture,
  Proof,
  ProofPage,
  Story,
} from "../api/types";

/* Objects as the server sends them, for tests; each takes what the test cares about. */

export function aJob(values: Partial<Job> = {}): Job {
  return {
    id: "job-1",
    kind: "tune",
    state: "running",
    paused: false,
    priority: 0,
    place: 0,
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
    archived: false,
    outfits: [],
    sheet: [],
    ...values,
  };
}

export function anOutfit(values: Partial<Outfit> = {}): Outfit {
  return {
    id: "coat",
    name: "Winter coat",
    description: "a white fox in a red coat",
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
    style: "",
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
    places: [],
    outfits: [],
    bubbles: [],
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
  const page = { id: "page-1", position: 0, text: "", spread: false, revision: 1, held_by: null };
  return { ...page, panels: [aPanel()], ...values };
}

export function aStory(values: Partial<Story> = {}): Story {
  return {
    id: "story-1",
    title: "Mia and the first snow",
    author: "",
    language: "en",
    style: "",
    profile: "",
    trim: "",
    readers: "",
    revision: 1,
    saved_at: "2026-01-01T00:00:00Z",
    seq: 5,
    cast: [],
    pages: [],
    jobs: [],
    books: [],
    packs: [],
    disclosure_url: "/media/disclosures/story-1",
    press: "",
    cover_panel: null,
    role: "owner",
    ...values,
  };
}

export function aFinding(values: Partial<Finding> = {}): Finding {
  return {
    level: "warning",
    code: "no_text",
    message: "",
    page: null,
    fix: "",
    sheet: null,
    panel: null,
    values: {},
    ...values,
  };
}

/** A proof of so many pages, of which the first is the title page, with a cover. */
export function aProof(pages: number): Proof {
  const trim = { left: 0.125, top: 0.125, width: 8.5, height: 8.5 };
  const safe = { left: 0.5, top: 0.5, width: 7.75, height: 7.75 };
  const paper = { width: 8.625, height: 8.75, trim, safe };
  const page = (place: number): ProofPage => ({
    ...paper,
    number: place || null,
    story_page: place || null,
    right: place % 2 === 0,
    words: place ? `Words ${place}` : "",
  });
  return {
    pages: Array.from({ length: pages }, (_, place) => page(place)),
    cover: { ...paper, width: 17.3, safe: [safe, { ...safe, left: 9 }], spine: trim, barcode: safe },
    right_bound: false,
    destination: {
      profile: "kdp-paperback",
      trim: "",
      facing: false,
      dedication: "",
      draft: false,
      face: "Andika",
      spine: 0,
      spine_pages: 0,
    },
    seq: 5,
  };
}
