import type { ProofBox, ProofCover, ProofPage } from "../api/types";

/** The lines that can be drawn over a page. */
export interface Lines {
  cut: boolean;
  bleed: boolean;
  safe: boolean;
}

interface GuidesProps {
  of: ProofPage | ProofCover;
  lines: Lines;
}

/** Lines of a printer over the picture of a page, in inches. They differ in dashes, not in colour alone. */
export function Guides({ of, lines }: GuidesProps) {
  const safe = "right" in of ? [of.safe] : of.safe;
  return (
    <svg className="guides" viewBox={`0 0 ${of.width} ${of.height}`} aria-hidden="true">
      {lines.bleed && <path className="guides__bleed" fillRule="evenodd" d={outside(of)} />}
      {lines.cut && of.trim.width < of.width && <Line box={of.trim} name="cut" />}
      {lines.safe && safe.map((box) => <Line key={box.left} box={box} name="safe" />)}
      {"barcode" in of && lines.cut && (
        <>
          <Line box={of.spine} name="fold" />
          <Line box={of.barcode} name="fold" />
        </>
      )}
    </svg>
  );
}

function Line({ box, name }: { box: ProofBox; name: string }) {
  return (
    <rect className={`guides__${name}`} x={box.left} y={box.top} width={box.width} height={box.height} />
  );
}

/** The paper around what is left after cutting. */
function outside({ width, height, trim }: GuidesProps["of"]): string {
  const { left, top } = trim;
  const inner = `M${left} ${top}h${trim.width}v${trim.height}h${-trim.width}z`;
  return `M0 0h${width}v${height}h${-width}z${inner}`;
}
