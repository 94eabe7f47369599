import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useRef, useState } from "react";
import { proofQuery } from "../api/queries";
import type { Destination, Finding, Story } from "../api/types";
import { usePaused } from "../words/usePaused";
import { type Leaf, leafOf } from "./leaves";
import { ProofView } from "./ProofView";

interface ProofState {
  /** The proof; nothing while the book cannot be set, which its check explains. */
  view: ReactNode;
  /** A way to see a finding in the proof; null where no page shows it. */
  showing(finding: Finding): (() => void) | null;
}

/** The proof of a story for where its book goes. While somebody types or chooses, the last one stays. */
export function useProof(story: Story, wanted: Destination): ProofState {
  const typed = { dedication: usePaused(wanted.dedication), spine: usePaused(wanted.spine) };
  const destination = { ...wanted, ...typed };
  const [leaf, setLeaf] = useState<Leaf>(0);
  const place = useRef<HTMLElement>(null);
  const asked = useQuery({
    ...proofQuery(story.id, story.seq, destination),
    enabled: story.pages.length > 0,
    placeholderData: keepPreviousData,
  });
  const proof = asked.isError ? undefined : asked.data;
  const show = (to: Leaf): void => {
    setLeaf(to);
    place.current?.focus();
    place.current?.scrollIntoView({ block: "nearest" });
  };
  return {
    view: proof && <ProofView story={story} proof={proof} leaf={leaf} onLeaf={setLeaf} place={place} />,
    showing: (finding) => {
      const to = proof ? leafOf(finding, proof) : null;
      return to === null ? null : () => show(to);
    },
  };
}
