import type { components } from "./schema";

type Schemas = components["schemas"];

export type Studio = Schemas["StudioOut"];
export type StorySummary = Schemas["StorySummaryOut"];
export type Story = Schemas["StoryOut"];
export type Character = Schemas["CharacterOut"];
export type CharacterState = Character["state"];
export type Page = Schemas["PageOut"];
export type Panel = Schemas["PanelOut"];
export type Picture = Schemas["PictureOut"];
export type Book = Schemas["BookOut"];
export type Job = Schemas["JobOut"];
export type Words = Schemas["WordsOut"];
