import { Link } from "react-router";
import type { Finding, Story } from "../api/types";
import { t } from "../language/language";

interface PreflightProps {
  story: Story;
  pages: number;
  findings: Finding[];
}

/** What the printer, or the writer, should know first; each with a way to its page. Errors come before warnings. */
export function Preflight({ story, pages, findings }: PreflightProps) {
  const errors = findings.filter((each) => each.level === "error");
  const warnings = findings.filter((each) => each.level === "warning");
  return (
    <section className="stack" aria-label={t("Check before printing")}>
      {pages > 0 && <p className="soft">{t("{{count}} printed pages", { count: pages })}</p>}
      <Findings title={t("Must be mended first")} look="note note--bad" story={story} findings={errors} />
      <Findings title={t("Good to know")} look="note" story={story} findings={warnings} />
    </section>
  );
}

interface FindingsProps {
  title: string;
  look: string;
  story: Story;
  findings: Finding[];
}

function Findings({ title, look, story, findings }: FindingsProps) {
  if (findings.length === 0) return null;
  return (
    <div className={look}>
      <strong>{title}</strong>
      <ul>
        {findings.map((each) => (
          <li key={`${each.code}-${each.page}`}>
            <PageLink story={story} number={each.page} /> {each.message} {each.fix}
          </li>
        ))}
      </ul>
    </div>
  );
}

function PageLink({ story, number }: { story: Story; number: number | null }) {
  const page = number === null ? undefined : story.pages[number - 1];
  return page ? (
    <Link to={`/stories/${story.id}/pages/${page.id}`}>{t("Page {{number}}:", { number: number ?? 0 })}</Link>
  ) : null;
}
