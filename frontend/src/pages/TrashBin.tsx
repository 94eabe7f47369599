import { useQuery, useQueryClient } from "@tanstack/react-query";
import { deletePage } from "../api/calls";
import { trashedPagesQuery } from "../api/queries";
import type { Story, TrashedPage } from "../api/types";
import { t } from "../language/language";
import { BlankPicture } from "../ui/art";
import { Dialog } from "../ui/Dialog";
import { ErrorNote } from "../ui/ErrorNote";
import { Thrown } from "../ui/Thrown";
import type { Book } from "./usePageActions";

interface TrashBinProps {
  story: Story;
  book: Book;
  onClose(): void;
}

/** The pages that were deleted, for thirty days. */
export function TrashBin({ story, book, onClose }: TrashBinProps) {
  const trash = useQuery(trashedPagesQuery(story.id));
  return (
    <Dialog title={t("Deleted pages")} onClose={onClose}>
      <p className="small soft">{t("They stay here for thirty days.")}</p>
      <ErrorNote error={trash.error} onRetry={() => void trash.refetch()} />
      {trash.data?.length === 0 && <p>{t("Nothing was deleted.")}</p>}
      <ul className="trash">
        {trash.data?.map((page) => (
          <ThrownPage key={page.id} page={page} story={story} book={book} />
        ))}
      </ul>
    </Dialog>
  );
}

function ThrownPage({ page, story, book }: { page: TrashedPage; story: Story; book: Book }) {
  const queries = useQueryClient();
  const number = page.position + 1;
  return (
    <Thrown
      title={t("Page {{number}}", { number })}
      at={page.trashed_at}
      picture={page.picture_url ? <img src={page.picture_url} alt="" /> : <BlankPicture />}
      words={page.text || t("No text")}
      putBack={() => book.bringBack(page)}
      deleteForGood={async () => {
        await deletePage(page.id, true);
        await queries.invalidateQueries({ queryKey: ["trashed pages", story.id] });
      }}
    />
  );
}
