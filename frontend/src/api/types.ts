import type { components } from "./schema";

type Schemas = components["schemas"];

export type Studio = Schemas["StudioOut"];
export type StorySummary = Schemas["StorySummaryOut"];
export type Story = Schemas["StoryOut"];
export type NewStory = Schemas["StoryIn"];
export type Share = Schemas["ShareOut"];
export type Character = Schemas["CharacterOut"];
export type CharacterState = Character["state"];
export type Page = Schemas["PageOut"];
export type Panel = Schemas["PanelOut"];
export type Picture = Schemas["PictureOut"];
export type Place = Schemas["Place"];
export type Bubble = Schemas["Bubble"];
export type Point = Schemas["Point"];
export type Box = Schemas["Box"];
export type Redo = Schemas["RedoIn"];
export type Book = Schemas["BookOut"];
export type Pack = Schemas["PackOut"];
export type Profile = Schemas["ProfileOut"];
export type Destination = Schemas["ExportIn"];
export type Checked = Schemas["PreflightOut"];
export type Finding = Schemas["FindingOut"];
export type Job = Schemas["JobOut"];
export type Words = Schemas["WordsOut"];
export type Stale = Schemas["StaleOut"];
export type Drawn = Schemas["DrawOut"];
export type TrashedPage = Schemas["TrashedPageOut"];
export type TrashedPanel = Schemas["TrashedPanelOut"];
export type TrashedCharacter = Schemas["TrashedCharacterOut"];
export type TrashedStory = Schemas["TrashedStoryOut"];
export type Blocked = Schemas["BlockedOut"];
/** A proof, and what it is of: a story as it is at its event `seq`, for one destination. */
export type Proof = Schemas["ProofOut"] & { destination: Destination; seq: number };
export type ProofPage = Schemas["ProofPageOut"];
export type ProofCover = Schemas["ProofCoverOut"];
export type ProofBox = Schemas["BoxOut"];
