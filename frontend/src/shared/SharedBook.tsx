import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { openBookQuery } from "../api/linkCalls";
import { t } from "../language/language";
import { OpenedBook } from "../reading/Reader";
import { FoxReading } from "../ui/art";
import { ErrorNote } from "../ui/ErrorNote";
import { told } from "./told";

/** A story for those who have its link: they need not sign in, and there is nothing around it. */
export function SharedBook() {
  const { token = "" } = useParams();
  const book = useQuery(openBookQuery(token));
  if (book.data) return <OpenedBook story={told(book.data)} out={null} />;
  return (
    <main className="empty">
      <FoxReading />
      {book.isError ? (
        <ErrorNote error={book.error} onRetry={() => void book.refetch()} />
      ) : (
        <p className="soft" role="status">
          {t("Opening the story…")}
        </p>
      )}
    </main>
  );
}
