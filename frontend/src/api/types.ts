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
export type Profile = Schemas["ProfileOut"];
export type Destination = Schemas["ExportIn"];
export type Checked = Schemas["PreflightOut"];
export type Finding = Schemas["FindingOut"];
export type Job = Schemas["JobOut"];
export type Words = Schemas["WordsOut"];
export type Stale = Schemas["StaleOut"];
export type Drawn = Schemas["DrawOut"];
export type TrashedPage = Schemas["TrashedPageOut"];
export type TrashedStory = Schemas["TrashedStoryOut"];
export type Blocked = Schemas["BlockedOut"];
