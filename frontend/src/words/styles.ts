import { useQuery } from "@tanstack/react-query";
import { studioQuery } from "../api/queries";
import { t } from "../language/language";
import names from "./styles.json";
import { useWordCheck, wholeWord } from "./useWordCheck";

/** What kind of picture each is to be, as the painter is told: "a watercolor" of something. */
const STYLES: string[] = names;

/** Small pictures of one scene in each style, by the painter that drew them: `manage.py style_pictures` makes them. */
const PICTURES = import.meta.glob<string>("./pictures/*/*.webp", {
  query: "?url",
  import: "default",
  eager: true,
});

/** Where the painter's own picture of a style lies; one that has none is known by its name alone. */
export function stylePicture(painter: string, style: string): string | undefined {
  return PICTURES[`./pictures/${painter}/${style.replaceAll(" ", "-")}.webp`];
}

/** What a style is called in the language of the editor; one in a writer's own words is called by them. */
export function styleName(style: string): string {
  const said: Record<string, string> = {
    "a watercolor": t("a watercolor"),
    "a crayon drawing": t("a crayon drawing"),
    "a paper cut-out": t("a paper cut-out"),
    "a flat drawing": t("a flat drawing"),
  };
  return said[style] ?? style;
}

/** Those of them that the painter has learnt. */
export function useKnownStyles(): string[] {
  const studio = useQuery(studioQuery).data;
  const words = useWordCheck(STYLES.join(", "));
  if (studio?.any_word) return STYLES;
  if (!words) return [];
  return STYLES.filter((style) => !words.unknown.some(({ word }) => wholeWord(word).test(style)));
}
