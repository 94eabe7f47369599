import { type KeyboardEvent, type RefObject, useState } from "react";
import type { Proof, Story } from "../api/types";
import { t } from "../language/language";
import { turned } from "../reading/spreads";
import { NARROW, useMedia } from "../ui/useMedia";
import type { Lines } from "./Guides";
import { type Leaf, openings } from "./leaves";
import { ProofBar } from "./ProofBar";
import { ProofSheet } from "./ProofSheet";
import "./proof.css";

interface ProofViewProps {
  story: Story;
  proof: Proof;
  /** The page that lies open. */
  leaf: Leaf;
  onLeaf(leaf: Leaf): void;
  /** Where the focus goes when somebody wants to see a page. */
  place: RefObject<HTMLElement | null>;
}

/** The book page by page as it will be printed, with the printer's lines over it. */
export function ProofView({ story, proof, leaf, onLeaf, place }: ProofViewProps) {
  const narrow = useMedia(NARROW);
  const [large, setLarge] = useState(false);
  const [lines, setLines] = useState<Lines>({ cut: true, bleed: true, safe: false });
  const open = openings(proof, narrow);
  const at = Math.max(
    0,
    open.findIndex((each) => each.includes(leaf)),
  );
  const go = (to: number): void => onLeaf(open[to]?.[0] ?? 0);
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
    const to = turned(event.key, at, open.length, proof.right_bound);
    if (to === null && event.key !== "+" && event.key !== "-") return;
    event.preventDefault();
    if (to === null) setLarge(event.key === "+");
    else go(to);
  };
  const shown = open[at] ?? [];
  return (
    <section className="sheet proof" aria-labelledby="proof-title">
      <div>
        <h2 id="proof-title">{t("Proof")}</h2>
        <p className="small soft">{t("Each page as it will be printed. The arrow keys turn the pages.")}</p>
      </div>
      <ProofBar
        proof={proof}
        open={open}
        at={at}
        large={large}
        lines={lines}
        onGo={go}
        onLarge={setLarge}
        onLines={setLines}
      />
      <section
        ref={place}
        className="proof__desk"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled and turned by keys can be reached by them.
        tabIndex={0}
        aria-label={t("Open pages")}
        aria-keyshortcuts="ArrowLeft ArrowRight Home End + -"
        onKeyDown={press}
      >
        <div className="proof__spread" dir={proof.right_bound ? "rtl" : "ltr"} data-large={large}>
          {shown.map((each) => (
            <ProofSheet key={each} story={story} proof={proof} leaf={each} large={large} lines={lines} />
          ))}
        </div>
      </section>
    </section>
  );
}
