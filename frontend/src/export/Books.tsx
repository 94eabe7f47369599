import { useQuery } from "@tanstack/react-query";
import { profilesQuery } from "../api/queries";
import type { Book } from "../api/types";
import { said } from "../language/findings";
import { heard, t } from "../language/language";
import { listed } from "../language/lists";
import { DownloadIcon } from "../ui/icons";
import { ago } from "../ui/time";

/** The books made so far, the newest first. */
export function Books({ books }: { books: Book[] }) {
  const profiles = useQuery(profilesQuery).data ?? [];
  const names = new Map(profiles.map((each) => [each.id, heard(each.name)]));
  if (books.length === 0) return null;
  const newestFirst = books.toSorted((a, b) => b.created_at.localeCompare(a.created_at));
  return (
    <section className="stack" aria-labelledby="books-made">
      <h2 id="books-made">{t("Books made")}</h2>
      <ul className="stack">
        {newestFirst.map((book) => (
          <li key={book.id} className="sheet book__row">
            <div>
              <strong>
                {listed([
                  names.get(book.profile) ?? book.profile,
                  t("{{count}} pages", { count: book.pages }),
                  ...(book.facing ? [t("facing pages side by side")] : []),
                ])}
                {book.draft && ` (${t("draft")})`}
              </strong>
              <p className="small soft">
                {t("Made {{when}}", { when: ago(book.created_at) })} ·{" "}
                <span title={book.sha256}>{t("checksum {{sum}}", { sum: book.sha256.slice(0, 12) })}</span>
              </p>
              {book.enlarger && (
                <p className="small soft">
                  {t("Small pictures enlarged by {{name}}", { name: heard(book.enlarger) })}
                </p>
              )}
              {book.press && (
                <p className="small soft">
                  {t("Printing inks by the colour profile “{{name}}”.", { name: book.press })}
                </p>
              )}
            </div>
            {[...new Set(book.notices.map(said))].map((notice) => (
              <p key={notice} className="note small book__notice" dir="auto">
                {notice}
              </p>
            ))}
            <a className="button" href={book.url} download>
              <DownloadIcon />
              {book.format === "epub" ? t("Download EPUB") : t("Download PDF")}
            </a>
            {book.cover_url && (
              <a className="button" href={book.cover_url} download>
                <DownloadIcon />
                {t("Download cover")}
              </a>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
