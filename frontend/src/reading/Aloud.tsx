import { useEffect } from "react";
import type { Page } from "../api/types";
import { t } from "../language/language";
import { Button } from "../ui/Button";
import { SpeakIcon } from "../ui/icons";
import type { Told } from "./told";
import { tongueOf } from "./tongue";
import { useVoice } from "./useVoice";

interface AloudProps {
  story: Told;
  spreads: number[][];
  at: number;
  onGo(to: number): void;
}

/** Read aloud from here to the end, turning the pages. */
export function Aloud({ story, spreads, at, onGo }: AloudProps) {
  const { can, speaking, speak, stop } = useVoice();
  const read = (): void =>
    speak(textOf(story, spreads[at] ?? []), tongueOf(story).lang, () =>
      at < spreads.length - 1 ? onGo(at + 1) : stop(),
    );
  // biome-ignore lint/correctness/useExhaustiveDependencies: each spread is read once, when it opens.
  useEffect(() => {
    if (speaking) read();
  }, [at]);
  if (!can) return null;
  return (
    <Button
      size="round"
      aria-pressed={speaking}
      aria-label={t("Read aloud")}
      onClick={() => (speaking ? stop() : read())}
    >
      <SpeakIcon />
    </Button>
  );
}

/** What is said in the pictures, then the text under them. */
function wordsOf(page: Page | undefined): string {
  const said = page?.panels.flatMap(({ bubbles }) => bubbles.map(({ text }) => text)) ?? [];
  return [...said, page?.text].filter(Boolean).join("\n");
}

export function textOf(story: Pick<Told, "title" | "author" | "pages">, open: number[]): string {
  const parts = open.map((number) =>
    number === 0 ? [story.title, story.author].filter(Boolean).join(". ") : wordsOf(story.pages[number - 1]),
  );
  return parts.join("\n");
}
