import type { Book } from "../api/types";
import { DownloadIcon } from "../ui/icons";
import { ago } from "../ui/time";

/** The books made so far, the newest first. */
export function Books({ books }: { books: Book[] }) {
  if (books.length === 0) return null;
  const newestFirst = books.toSorted((a, b) => b.created_at.localeCompare(a.created_at));
  return (
    <section className="stack" aria-labelledby="books-made">
      <h2 id="books-made">Books made</h2>
      <ul className="stack">
        {newestFirst.map((book) => (
          <li key={book.id} className="sheet book__row">
            <div>
              <strong>{book.pages === 1 ? "1 page" : `${book.pages} pages`}</strong>
              <p className="small soft">
                Made {ago(book.created_at)} ·{" "}
                <span title={book.sha256}>checksum {book.sha256.slice(0, 12)}</span>
              </p>
            </div>
            {book.notices.map((notice) => (
              <p key={notice} className="note small book__notice">
                {notice}
              </p>
            ))}
            <a className="button" href={book.url} download>
              <DownloadIcon />
              Download PDF
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
