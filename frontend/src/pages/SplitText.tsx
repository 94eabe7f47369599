import { useState } from "react";
import { currentLanguage, t } from "../language/language";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { ErrorNote } from "../ui/ErrorNote";
import { Field } from "../ui/Field";
import { useKept } from "../ui/useKept";
import { splitText } from "./split";
import type { PageActions } from "./usePageActions";
import "./split.css";

const PAGES = 8;
const MOST = 200;

interface SplitTextProps {
  storyId: string;
  actions: PageActions;
  onClose(): void;
}

/** A whole text becomes pages: pasted, cut, looked over, and only then put into the story. */
export function SplitText({ storyId, actions, onClose }: SplitTextProps) {
  const [text, setText] = useKept(`split/${storyId}`);
  const [count, setCount] = useState(PAGES);
  const [pages, setPages] = useState<string[] | null>(null);
  const add = (texts: string[]): void =>
    actions.addMany.mutate(texts, {
      onSuccess: () => {
        setText("");
        onClose();
      },
    });
  return (
    <Dialog wide title={pages ? t("Look over the pages") : t("Paste a whole text")} onClose={onClose}>
      {pages ? (
        <Review
          pages={pages}
          pending={actions.addMany.isPending}
          onChange={setPages}
          onBack={() => setPages(null)}
          onAdd={() => add(pages.filter((page) => page.trim() !== ""))}
        />
      ) : (
        <>
          <Field label={t("Your text")} rows={12} value={text} onChange={setText} ownUndo />
          <div className="row">
            <label className="split__count">
              {t("Pages")}
              <input
                className="input"
                type="number"
                min={1}
                max={MOST}
                value={count}
                onChange={(event) => setCount(clamp(event.target.valueAsNumber))}
              />
            </label>
            <Button
              look="main"
              disabled={text.trim() === ""}
              onClick={() => setPages(splitText(text, count, currentLanguage()))}
            >
              {t("Split into pages")}
            </Button>
          </div>
          <p className="small soft">
            {t("It is cut between sentences. You look it over before anything is added.")}
          </p>
        </>
      )}
      <ErrorNote error={actions.addMany.error} />
    </Dialog>
  );
}

function clamp(count: number): number {
  return Number.isFinite(count) ? Math.min(MOST, Math.max(1, Math.round(count))) : 1;
}

interface ReviewProps {
  pages: string[];
  pending: boolean;
  onChange(pages: string[]): void;
  onBack(): void;
  onAdd(): void;
}

function Review({ pages, pending, onChange, onBack, onAdd }: ReviewProps) {
  const filled = pages.filter((page) => page.trim() !== "").length;
  const join = (index: number): void =>
    onChange(pages.toSpliced(index, 2, [pages[index], pages[index + 1]].filter(Boolean).join("\n\n")));
  return (
    <>
      <ol className="split__pages">
        {pages.map((page, index) => (
          // The number is what a page is known by until it is added.
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <li key={index}>
            <Field
              label={t("Page {{number}}", { number: index + 1 })}
              rows={4}
              value={page}
              maxLength={2000}
              ownUndo
              onChange={(text) => onChange(pages.toSpliced(index, 1, text))}
            />
            {index < pages.length - 1 && (
              <Button
                size="small"
                look="bare"
                aria-label={t("Join with the next one: page {{number}}", { number: index + 1 })}
                onClick={() => join(index)}
              >
                {t("Join with the next one")}
              </Button>
            )}
          </li>
        ))}
      </ol>
      <div className="row">
        <Button look="main" disabled={filled === 0 || pending} onClick={onAdd}>
          {t("Add {{count}} pages", { count: filled })}
        </Button>
        <Button onClick={onBack}>{t("Back to the text")}</Button>
      </div>
    </>
  );
}
