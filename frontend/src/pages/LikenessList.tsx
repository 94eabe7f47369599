import type { Character, Picture } from "../api/types";
import { t } from "../language/language";

export interface Judgement {
  word: string;
  look: "good" | "look" | "bad";
}

/** A likeness score (share of the looks that agree with the learnt picture, 0 to 1) in words. */
export function judge(score: number): Judgement {
  if (score >= 0.75) return { word: t("very like"), look: "good" };
  if (score >= 0.5) return { word: t("fairly like"), look: "look" };
  return { word: t("not very like"), look: "bad" };
}

/** How well each character of the picture came out, in words and per cent, not by colour alone. */
export function LikenessList({ picture, cast }: { picture: Picture; cast: Character[] }) {
  if (picture.likeness.length === 0) return null;
  return (
    <ul className="row" aria-label={t("Likeness")}>
      {picture.likeness.map(({ character, score }) => {
        const name = cast.find((other) => other.id === character)?.name ?? t("somebody");
        if (score === null || score === undefined) {
          return (
            <li key={character} className="chip">
              {t("{{name}}: not measured", { name })}
            </li>
          );
        }
        const { word, look } = judge(score);
        return (
          <li key={character} className={`chip chip--${look}`}>
            {t("{{name}}: {{word}} ({{percent}} %)", { name, word, percent: Math.round(score * 100) })}
          </li>
        );
      })}
    </ul>
  );
}
