import type { Bubble, Character, Place, Worn } from "../api/types";
import { WAYS } from "../bubbles/Bubbles";
import { tip } from "../bubbles/bubbles";
import { t } from "../language/language";
import { listed } from "../language/lists";
import { inNumbers } from "../places/sides";

type Listed = string | Place | Worn | Bubble;

/** What a version of a panel's field says, so that versions which differ do not look alike. */
export function versionOf(value: unknown, cast: Character[]): string {
  if (Array.isArray(value)) return value.map((one: Listed) => oneOf(one, cast)).join("\n");
  if (typeof value === "boolean") return value ? t("yes") : t("no");
  return String(value ?? t("no"));
}

function oneOf(one: Listed, cast: Character[]): string {
  if (typeof one === "string") return nameOf(cast, one);
  if ("text" in one) return words(one, cast);
  if ("outfit" in one) return worn(one, cast);
  return `${nameOf(cast, one.character)}: ${stands(one)}`;
}

/** Where somebody stands, how much of the picture is painted for them, and behind how many. */
function stands({ box, painted, depth }: Place): string {
  const said = [inNumbers(box)];
  if (painted) said.push(t("painted on {{share}} % of the picture", { share: shareOf(painted) }));
  if (depth > 0) said.push(t("row {{number}} from the front", { number: depth + 1 }));
  return listed(said);
}

/** The cells of an area that are painted, in per cent of all. */
function shareOf(rows: string[]): number {
  const cells = rows.join("");
  return Math.round((100 * cells.replaceAll("0", "").length) / cells.length);
}

/** Who says it and how, what it says, and where. */
function words({ text, speaker, kind, box, tail }: Bubble, cast: Character[]): string {
  const who = speaker ? `${nameOf(cast, speaker)}: ` : "";
  const how = tail && kind !== "speech" ? ` (${WAYS()[kind]})` : "";
  const from = tail ? `. ${t("Tip of the tail")}: ${inNumbers(tip(tail), ["left", "top"])}` : "";
  return `${who}${t("“{{text}}”", { text })}${how}: ${inNumbers(box)}${from}`;
}

function worn({ character, outfit }: Worn, cast: Character[]): string {
  const member = cast.find(({ id }) => id === character);
  const name = member?.outfits.find(({ id }) => id === outfit)?.name ?? t("an outfit");
  return t("{{name}} in “{{outfit}}”", { name: nameOf(cast, character), outfit: name });
}

function nameOf(cast: Character[], id: string): string {
  return cast.find((character) => character.id === id)?.name ?? t("somebody");
}
