import type { Proof } from "../api/types";
import { t } from "../language/language";
import { Button } from "../ui/Button";
import { BackIcon, ForthIcon } from "../ui/icons";
import type { Lines } from "./Guides";
import type { Leaf } from "./leaves";

interface ProofBarProps {
  proof: Proof;
  open: Leaf[][];
  at: number;
  large: boolean;
  lines: Lines;
  onGo(to: number): void;
  onLarge(large: boolean): void;
  onLines(lines: Lines): void;
}

/** Turning, enlarging, and which lines are drawn. */
export function ProofBar({ proof, open, at, large, lines, onGo, onLarge, onLines }: ProofBarProps) {
  const place = placeOf(proof, open[at] ?? []);
  return (
    <div className="stack">
      <div className="proof__bar" dir={proof.right_bound ? "rtl" : "ltr"}>
        <Button size="round" aria-label={t("Back")} disabled={at === 0} onClick={() => onGo(at - 1)}>
          <BackIcon />
        </Button>
        <input
          type="range"
          min={0}
          max={open.length - 1}
          value={at}
          aria-label={t("Where in the book")}
          aria-valuetext={place}
          onChange={(event) => onGo(Number(event.target.value))}
        />
        <Button
          size="round"
          aria-label={t("On")}
          disabled={at >= open.length - 1}
          onClick={() => onGo(at + 1)}
        >
          <ForthIcon />
        </Button>
      </div>
      <div className="row row--ends">
        <span role="status">{place}</span>
        <Button size="small" aria-pressed={large} onClick={() => onLarge(!large)}>
          {large ? t("Fit the page") : t("Enlarge")}
        </Button>
      </div>
      <LineSwitches proof={proof} lines={lines} onLines={onLines} />
    </div>
  );
}

function LineSwitches({ proof, lines, onLines }: Pick<ProofBarProps, "proof" | "lines" | "onLines">) {
  const safe: [keyof Lines, string] = ["safe", t("Where text is safe")];
  const switches: [keyof Lines, string][] = isCut(proof)
    ? [["cut", t("Where it is cut")], ["bleed", t("What is cut off")], safe]
    : [safe];
  return (
    <fieldset className="row proof__lines">
      <legend className="only-heard">{t("Lines of the printer")}</legend>
      {switches.map(([name, label]) => (
        <label key={name} className="switch">
          <input
            type="checkbox"
            checked={lines[name]}
            onChange={(event) => onLines({ ...lines, [name]: event.target.checked })}
          />
          <span className={`proof__mark guides__${name}`} aria-hidden="true" />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

/** Whether there is anything around what is left of a page. */
function isCut(proof: Proof): boolean {
  return proof.pages.some(({ trim, width, height }) => trim.width < width || trim.height < height);
}

/** Which printed pages lie open. They are counted from the first sheet, as printers do. */
function placeOf(proof: Proof, open: Leaf[]): string {
  const [first, second] = open;
  const pages = proof.pages.length;
  if (first === undefined) return "";
  if (first === "cover") return t("Cover");
  if (typeof second !== "number")
    return t("Printed page {{first}} of {{pages}}", { first: first + 1, pages });
  return t("Printed pages {{first}} and {{second}} of {{pages}}", {
    first: first + 1,
    second: second + 1,
    pages,
  });
}
