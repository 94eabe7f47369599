import { Link } from "react-router";
import type { Finding, Story } from "../api/types";
import { said } from "../language/findings";
import { t } from "../language/language";
import { Button } from "../ui/Button";
import { CheckIcon, LookIcon } from "../ui/icons";
import { Fix } from "./Fix";
import { placeOf } from "./places";

interface PreflightProps {
  story: Story;
  pages: number;
  findings: Finding[];
  /** Shows what a finding is about in the proof; null where no page does. */
  showing(finding: Finding): (() => void) | null;
}

/** Where a page is not finished yet. */
const GAPS = ["no_picture", "not_chosen", "no_text"];

/** What the printer, or the writer, should know first; each with a way to its page. Errors come before warnings. */
export function Preflight({ story, pages, findings, showing }: PreflightProps) {
  const errors = findings.filter((each) => each.level === "error");
  const warnings = findings.filter((each) => each.level === "warning");
  const common = { story, showing };
  return (
    <section className="stack" aria-label={t("Check before printing")}>
      {pages > 0 && <p className="soft">{t("{{count}} printed pages", { count: pages })}</p>}
      {!findings.some(({ code }) => GAPS.includes(code)) && (
        <p className="chip chip--good book__fine">
          <CheckIcon />
          {t("Every page has a picture and a text")}
        </p>
      )}
      <Findings title={t("Must be mended first")} look="note note--bad" findings={errors} {...common} />
      <Findings title={t("Good to know")} look="note" findings={warnings} {...common} />
    </section>
  );
}

interface FindingsProps extends Pick<PreflightProps, "story" | "findings" | "showing"> {
  title: string;
  look: string;
}

function Findings({ title, look, findings, ...common }: FindingsProps) {
  if (findings.length === 0) return null;
  return (
    <div className={look}>
      <strong>{title}</strong>
      <div className="findings">
        {kindsOf(findings).map((kind) => (
          <Kind key={kind[0]?.code} findings={kind} {...common} />
        ))}
      </div>
    </div>
  );
}

/** Findings of one code together, in the order of their first. */
function kindsOf(findings: Finding[]): Finding[][] {
  const codes = [...new Set(findings.map(({ code }) => code))];
  return codes.map((code) => findings.filter((each) => each.code === code));
}

/** How many of a kind are shown; of a long book's pages all can have the same one. */
const SHOWN = 3;

function Kind({ findings, ...common }: Pick<FindingsProps, "story" | "findings" | "showing">) {
  const rest = findings.slice(SHOWN);
  return (
    <>
      <FindingList findings={findings.slice(0, SHOWN)} {...common} />
      {rest.length > 0 && (
        <details>
          <summary>{t("{{count}} more of this kind", { count: rest.length })}</summary>
          <FindingList findings={rest} {...common} />
        </details>
      )}
    </>
  );
}

function FindingList({ story, findings, showing }: Pick<FindingsProps, "story" | "findings" | "showing">) {
  return (
    <ul className="findings">
      {findings.map((each) => (
        <li key={`${each.page}-${each.panel}-${each.sheet}-${each.values.part}`} className="finding">
          <p dir="auto">{said(each)}</p>
          <Ways story={story} finding={each} show={showing(each)} />
        </li>
      ))}
    </ul>
  );
}

interface WaysProps {
  story: Story;
  finding: Finding;
  show: (() => void) | null;
}

function Ways({ story, finding, show }: WaysProps) {
  return (
    <div className="row">
      <PageLink story={story} finding={finding} />
      {show && (
        <Button size="small" onClick={show}>
          <LookIcon />
          {t("Show in the proof")}
        </Button>
      )}
      <Fix story={story} finding={finding} />
    </div>
  );
}

function PageLink({ story, finding }: { story: Story; finding: Finding }) {
  const place = placeOf(story, finding);
  return (
    place && (
      <Link className="button button--small" to={place}>
        {finding.panel === null
          ? t("Open page {{number}}", { number: finding.page ?? 0 })
          : t("Open page {{number}}, picture {{panel}}", { number: finding.page ?? 0, panel: finding.panel })}
      </Link>
    )
  );
}
