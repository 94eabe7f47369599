import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { storyQuery } from "../api/queries";
import { t } from "../language/language";
import { isOpened } from "../story/panels";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { BackIcon, CloseIcon, ForthIcon } from "../ui/icons";
import { useKeys } from "../ui/useKeys";
import { NARROW, useMedia } from "../ui/useMedia";
import { Aloud } from "./Aloud";
import { Leaf, TitleLeaf } from "./Leaf";
import { spreadsOf, turned } from "./spreads";
import type { Told } from "./told";
import { tongueOf } from "./tongue";
import { useSwipe } from "./useSwipe";
import "./reading.css";

/** The book as its readers will have it, over the whole window. */
export function Reader() {
  const { storyId = "" } = useParams();
  const story = useQuery(storyQuery(storyId));
  if (story.data) return <OpenedBook story={story.data} out={`/stories/${storyId}/pages`} />;
  return (
    <main className="story__wait">
      {story.isError ? (
        <ErrorNote error={story.error} onRetry={() => void story.refetch()} />
      ) : (
        <p className="soft">{t("Opening the story…")}</p>
      )}
    </main>
  );
}

interface OpenedBookProps {
  story: Told;
  /** Where one is when the book is closed; null where there is nothing around it. */
  out: string | null;
}

export function OpenedBook({ story, out }: OpenedBookProps) {
  const narrow = useMedia(NARROW);
  const takesBoth = (number: number): boolean => {
    const leaf = story.pages[number - 1];
    return leaf !== undefined && isOpened(leaf);
  };
  const spreads = spreadsOf(story.pages.length, narrow ? "one" : "two", takesBoth);
  const [page, setPage] = useState(0);
  const at = Math.max(
    0,
    spreads.findIndex((spread) => spread.includes(page)),
  );
  const go = (to: number): void => setPage(spreads[to]?.[0] ?? 0);
  const open = spreads[at] ?? [];
  const { lang, dir } = tongueOf(story);
  const turn = (key: string): number | null => turned(key, at, spreads.length, dir === "rtl");
  useTurning(turn, go, out);
  const swipe = useSwipe(dir === "rtl", (step) => go(Math.min(spreads.length - 1, Math.max(0, at + step))));
  useEffect(() => {
    document.title = `${story.title} · Storyboard`;
  }, [story.title]);
  return (
    <main className="reader" aria-label={t("Read {{title}}", { title: story.title })} {...swipe}>
      <div
        className="reader__spread"
        lang={lang}
        dir={dir}
        data-pages={open.some(takesBoth) ? "both" : open.length}
        key={at}
      >
        {open.map((number) => {
          const leaf = story.pages[number - 1];
          return leaf ? (
            <Leaf key={leaf.id} story={story} page={leaf} number={number} />
          ) : (
            <TitleLeaf key="title" story={story} />
          );
        })}
      </div>
      <ReaderBar story={story} out={out} spreads={spreads} at={at} onGo={go} />
    </main>
  );
}

interface ReaderBarProps extends OpenedBookProps {
  spreads: number[][];
  at: number;
  onGo(to: number): void;
}

function ReaderBar({ story, out, spreads, at, onGo }: ReaderBarProps) {
  return (
    <nav className="reader__bar" dir={tongueOf(story).dir} aria-label={t("Turn the pages")}>
      {out && (
        <Link className="button button--round" to={out} aria-label={t("Close the book")}>
          <CloseIcon />
        </Link>
      )}
      <Button size="round" aria-label={t("Back")} disabled={at === 0} onClick={() => onGo(at - 1)}>
        <BackIcon />
      </Button>
      <span role="status" className="reader__place" dir="auto">
        {placeOf(spreads[at] ?? [], story.pages.length)}
      </span>
      <Button
        size="round"
        aria-label={t("On")}
        disabled={at >= spreads.length - 1}
        onClick={() => onGo(at + 1)}
      >
        <ForthIcon />
      </Button>
      <Aloud story={story} spreads={spreads} at={at} onGo={onGo} />
    </nav>
  );
}

function placeOf(open: number[], pages: number): string {
  const [first = 0, second] = open;
  if (first === 0) return t("Title");
  if (second === undefined) return t("Page {{first}} of {{pages}}", { first, pages });
  return t("Pages {{first}} and {{second}} of {{pages}}", { first, second, pages });
}

/** A pressed button does what it says; the same key turns no page then. */
function pressesButton(event: KeyboardEvent): boolean {
  return (
    event.key === " " && event.target instanceof HTMLElement && event.target.closest("a, button") !== null
  );
}

function useTurning(
  turn: (key: string) => number | null,
  go: (to: number) => void,
  out: string | null,
): void {
  const navigate = useNavigate();
  useKeys((event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || pressesButton(event)) return;
    if (event.key === "Escape" && out) void navigate(out);
    const to = turn(event.key);
    if (to === null) return;
    event.preventDefault();
    go(to);
  });
}
