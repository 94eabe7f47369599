import { useRef } from "react";
import type { Page, Story } from "../api/types";
import { t } from "../language/language";
import { useFittingSize } from "../pages/useFittingSize";
import "../pages/paper.css";

/** A page as the book has it, to be read: with the kept picture, or with none. */
export function Leaf({ page, number }: { page: Page; number: number }) {
  const panel = page.panels[0];
  const picture = panel?.pictures.find(({ id }) => id === panel.kept);
  const text = useRef<HTMLParagraphElement>(null);
  useFittingSize(text, page.text);
  return (
    <section className="paper leaf" aria-label={t("Page {{number}}", { number })}>
      <div className="paper__sheet">
        {picture && (
          <div className="paper__picture">
            <img src={picture.url} alt={panel?.scene || picture.prompt} />
          </div>
        )}
        <div className={picture ? "paper__place" : "paper__place leaf__alone"}>
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

export function TitleLeaf({ story }: { story: Pick<Story, "title" | "author"> }) {
  return (
    <section className="paper leaf" aria-label={t("Title page")}>
      <div className="paper__sheet leaf__title">
        <h1 dir="auto">{story.title}</h1>
        <p dir="auto">{story.author}</p>
      </div>
    </section>
  );
}
