import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { deletePage } from "../api/calls";
import { trashedPagesQuery } from "../api/queries";
import type { Story, TrashedPage } from "../api/types";
import { t } from "../language/language";
import { BlankPicture } from "../ui/art";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { ErrorNote } from "../ui/ErrorNote";
import { ago } from "../ui/time";
import type { Book } from "./usePageActions";
import "./trash.css";

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
          <Thrown key={page.id} page={page} story={story} book={book} />
        ))}
      </ul>
    </Dialog>
  );
}

function Thrown({ page, story, book }: { page: TrashedPage; story: Story; book: Book }) {
  const [sure, setSure] = useState(false);
  const queries = useQueryClient();
  const back = useMutation({ mutationFn: () => book.bringBack(page) });
  const gone = useMutation({
    mutationFn: () => deletePage(page.id, true),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["trashed pages", story.id] }),
  });
  const number = page.position + 1;
  return (
    <li className="trash__one">
      <span className="trash__picture">
        {page.picture_url ? <img src={page.picture_url} alt="" /> : <BlankPicture />}
      </span>
      <div className="stack trash__words">
        <span>
          <strong>{t("Page {{number}}", { number })}</strong>{" "}
          <span className="small soft">{ago(page.trashed_at)}</span>
        </span>
        <p className="trash__text small" dir="auto">
          {page.text || t("No text")}
        </p>
        <div className="row">
          <Button
            size="small"
            disabled={back.isPending}
            aria-label={t("Put page {{number}} back", { number })}
            onClick={() => back.mutate()}
          >
            {t("Put back")}
          </Button>
          <Button
            size="small"
            look={sure ? "main" : "bare"}
            disabled={gone.isPending}
            aria-label={t("Delete page {{number}} for good", { number })}
            onClick={() => (sure ? gone.mutate() : setSure(true))}
          >
            {sure ? t("Yes, for good") : t("Delete for good")}
          </Button>
        </div>
        <ErrorNote error={back.error ?? gone.error} />
      </div>
    </li>
  );
}
