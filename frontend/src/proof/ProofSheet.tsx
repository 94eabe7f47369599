import { type CSSProperties, useState } from "react";
import type { Proof, Story } from "../api/types";
import { t } from "../language/language";
import { Guides, type Lines } from "./Guides";
import type { Leaf } from "./leaves";

interface ProofSheetProps {
  story: Story;
  proof: Proof;
  leaf: Leaf;
  large: boolean;
  lines: Lines;
}

/** One page as it will be printed, or the cover, with the lines over it. */
export function ProofSheet({ story, proof, leaf, large, lines }: ProofSheetProps) {
  const of = leaf === "cover" ? proof.cover : proof.pages[leaf];
  const source = address(story, proof, leaf, large);
  const [missing, setMissing] = useState("");
  if (!of) return null;
  return (
    <div className="proof__sheet" style={{ "--shape": of.width / of.height } as CSSProperties}>
      {missing === source ? (
        <p className="soft">{t("This page could not be shown. Try again in a moment.")}</p>
      ) : (
        <img
          src={source}
          alt={described(proof, leaf)}
          width={Math.round(of.width * 100)}
          height={Math.round(of.height * 100)}
          onError={() => setMissing(source)}
        />
      )}
      <Guides of={of} lines={lines} />
    </div>
  );
}

/** Where the picture of a page is. The number of the story's last event makes it another one after each change. */
function address(story: Story, { destination, seq }: Proof, leaf: Leaf, large: boolean): string {
  const { profile, trim, dedication, face, spine, spine_pages } = destination;
  const page = leaf === "cover" ? 0 : leaf;
  const query = { profile, trim, dedication, face, spine, spine_pages, index: page, large, seq };
  const asked = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  return `/api/stories/${story.id}/proof/${leaf === "cover" ? "cover" : "page"}?${asked}`;
}

function described(proof: Proof, leaf: Leaf): string {
  if (leaf === "cover") return t("The cover: back, spine and front");
  const words = proof.pages[leaf]?.words ?? "";
  const place = t("Printed page {{place}}", { place: leaf + 1 });
  return words ? `${place}: ${words}` : place;
}
