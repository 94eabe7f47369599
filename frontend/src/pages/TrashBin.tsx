import { useQuery, useQueryClient } from "@tanstack/react-query";
import { deletePage, deletePanel } from "../api/calls";
import { trashedPagesQuery, trashedPanelsQuery } from "../api/queries";
import type { Story, TrashedPage, TrashedPanel } from "../api/types";
import { t } from "../language/language";
import { BlankPicture } from "../ui/art";
import { Dialog } from "../ui/Dialog";
import { ErrorNote } from "../ui/ErrorNote";
import { Thrown } from "../ui/Thrown";
import type { Book } from "./usePageActions";
import { useSheet } from "./usePanelActions";

interface TrashBinProps {
  story: Story;
  book: Book;
  onClose(): void;
}

/** The pages that were deleted, for thirty days. */
export function TrashBin({ story, book, onClose }: TrashBinProps) {
  const trash = useQuery(trashedPagesQuery(story.id));
  const panels = useQuery(trashedPanelsQuery(story.id));
  const empty = trash.data?.length === 0 && panels.data?.length === 0;
  return (
    <Dialog title={t("Deleted pages and pictures")} onClose={onClose}>
      <p className="small soft">{t("They stay here for thirty days.")}</p>
      <ErrorNote
        error={trash.error ?? panels.error}
        onRetry={() => void Promise.all([trash.refetch(), panels.refetch()])}
      />
      {empty && <p>{t("Nothing was deleted.")}</p>}
      <ul className="trash">
        {trash.data?.map((page) => (
          <ThrownPage key={page.id} page={page} story={story} book={book} />
        ))}
        {panels.data?.map((panel) => (
          <ThrownPanel key={panel.id} panel={panel} story={story} />
        ))}
      </ul>
    </Dialog>
  );
}

function ThrownPanel({ panel, story }: { panel: TrashedPanel; story: Story }) {
  const queries = useQueryClient();
  const sheet = useSheet(story, { id: panel.page });
  const number = story.pages.findIndex(({ id }) => id === panel.page) + 1;
  return (
    <Thrown
      title={t("A picture of page {{number}}", { number })}
      at={panel.trashed_at}
      picture={panel.picture_url ? <img src={panel.picture_url} alt="" /> : <BlankPicture />}
      words={panel.scene || t("No text")}
      putBack={() => sheet.bringBack([panel.id])}
      deleteForGood={async () => {
        await deletePanel(panel.id, true);
        await queries.invalidateQueries({ queryKey: ["trashed panels", story.id] });
      }}
    />
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
