import { useRef } from "react";
import type { Page } from "../api/types";
import { numbered } from "../bubbles/bubbles";
import { ReadBubble } from "../bubbles/ReadBubble";
import { SaidBelow } from "../bubbles/SaidBelow";
import { t } from "../language/language";
import { besideFold, cells, overTwo, placed, sideOf, textSide } from "../pages/layout";
import { useFittingSize } from "../pages/useFittingSize";
import { frontOf, isOpened, isTold, keptPicture, rightBound } from "../story/panels";
import { TINY, useMedia } from "../ui/useMedia";
import type { Told } from "./told";
import "../pages/paper.css";

/** Pictures are drawn square: their place is kept before they are there, and the styles say how large it is. */
const SQUARE = { width: 512, height: 512 };

/** A page as the book has it, to be read: with the kept picture, or with none. */
export function Leaf({ story, page, number }: { story: Told; page: Page; number: number }) {
  const told = isTold(page);
  const text = useRef<HTMLParagraphElement>(null);
  const below = useMedia(TINY) && isOpened(page);
  useFittingSize(text, page.text, story.readers);
  return (
    <section
      className="paper leaf"
      data-look={isOpened(page) ? "spread" : undefined}
      data-right-bound={rightBound(story)}
      aria-label={t("Page {{number}}", { number })}
    >
      <div className="paper__sheet">
        {told && (
          <div className="paper__picture" dir="ltr">
            <LeafPanels story={story} page={page} wordless={below} />
          </div>
        )}
        <div className={told ? "paper__place" : "paper__place leaf__alone"}>
          {below && (
            <SaidBelow
              bubbles={page.panels.flatMap(({ bubbles }) => bubbles)}
              cast={story.cast}
              lang={story.language}
            />
          )}
          <p className="paper__text leaf__text" ref={text} dir="auto">
            {page.text}
          </p>
        </div>
        <span className="paper__number" aria-hidden="true">
          {number}
        </span>
      </div>
    </section>
  );
}

interface LeafPanelsProps {
  story: Told;
  page: Page;
  /** What is said in them stands elsewhere. */
  wordless: boolean;
}

/** The kept pictures; where none is kept, the place stays free. */
function LeafPanels({ story, page, wordless }: LeafPanelsProps) {
  const told = textSide(page.text, rightBound(story));
  const places = cells(page.panels.length, rightBound(story));
  return page.panels.map((panel, index) => {
    const place = places[index];
    const picture = keptPicture(panel);
    const spread = isOpened(page);
    return (
      place && (
        <div key={panel.id} className="paper__panel" style={spread ? overTwo() : placed(place)}>
          {picture && <img src={picture.url} alt={panel.scene || picture.prompt} {...SQUARE} />}
          {numbered(wordless ? [] : panel.bubbles).map(({ number, bubble }) => (
            <ReadBubble
              key={number}
              bubble={spread ? { ...bubble, box: besideFold(bubble.box, told) } : bubble}
              side={sideOf(page)}
              cast={story.cast}
              lang={story.language}
            />
          ))}
        </div>
      )
    );
  });
}

export function TitleLeaf({ story }: { story: Told }) {
  const front = frontOf(story);
  return (
    <section className="paper leaf" aria-label={t("Title page")}>
      <div className="paper__sheet leaf__title">
        <h1 dir="auto">{story.title}</h1>
        {front?.picture && (
          <img
            className="leaf__front"
            src={front.picture.url}
            alt={front.panel.scene || front.picture.prompt}
            {...SQUARE}
          />
        )}
        <p dir="auto">{story.author}</p>
      </div>
    </section>
  );
}
