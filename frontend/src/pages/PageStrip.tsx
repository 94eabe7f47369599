import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { trashedPagesQuery, trashedPanelsQuery } from "../api/queries";
import type { Page, Story } from "../api/types";
import { shownPicture } from "../board/states";
import { isActive } from "../jobs/progress";
import { t } from "../language/language";
import { mayEdit } from "../story/mayEdit";
import { rightBound } from "../story/panels";
import { BlankPicture } from "../ui/art";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { BinIcon, CopyIcon, DownIcon, PasteIcon, PlusIcon, UpIcon } from "../ui/icons";
import { isLong, LongItem } from "../ui/LongItem";
import { useOnce } from "../ui/useOnce";
import { cells, overTwo, placed } from "./layout";
import { SplitText } from "./SplitText";
import { TrashBin } from "./TrashBin";
import { type PageActions, useBook } from "./usePageActions";
import "./strip.css";

interface PageStripProps {
  story: Story;
  current: string;
  actions: PageActions;
}

export function PageStrip({ story, current, actions }: PageStripProps) {
  const list = useInSight(story.pages.findIndex(({ id }) => id === current));
  return (
    <nav className="strip" aria-label={t("Pages")}>
      <ol className="strip__list" ref={list}>
        {story.pages.map((page, index) => (
          <LongItem key={page.id} long={isLong(story.pages.length)} className="strip__item">
            <Link
              to={`/stories/${story.id}/pages/${page.id}`}
              className="strip__link"
              aria-current={page.id === current ? "page" : undefined}
            >
              <Thumbnail story={story} page={page} />
              <span className="strip__number">
                {t("Page {{number}}", { number: index + 1 })}
                {isDrawing(story, page) && <span className="only-heard"> · {t("being drawn")}</span>}
              </span>
              {isDrawing(story, page) && <span className="strip__busy" />}
            </Link>
            {page.id === current && mayEdit(story) && (
              <PageTools pages={story.pages} index={index} actions={actions} />
            )}
          </LongItem>
        ))}
      </ol>
      {mayEdit(story) && (
        <>
          <Button disabled={actions.add.isPending} onClick={() => actions.add.mutate(current)}>
            <PlusIcon />
            {t("Add page")}
          </Button>
          <MoreWays story={story} actions={actions} />
        </>
      )}
      <ErrorNote error={actions.error} />
    </nav>
  );
}

/** Scrolls the list so that the open page can be seen in it. */
function useInSight(index: number) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const [around, item] = [list.current, list.current?.children[index]].map((it) =>
      it?.getBoundingClientRect(),
    );
    if (!around || !item) return;
    const seen =
      item.top >= around.top &&
      item.bottom <= around.bottom &&
      item.left >= around.left &&
      item.right <= around.right;
    if (seen) return;
    list.current?.scrollBy({
      top: item.top - around.top - (around.height - item.height) / 2,
      left: item.left - around.left - (around.width - item.width) / 2,
    });
  }, [index]);
  return list;
}

/** Whether a page or a picture lies in the trash, or lay there since the screen is open. */
function useDeleted(story: Story): boolean {
  const pages = useQuery(trashedPagesQuery(story.id)).data?.length ?? 0;
  const panels = useQuery(trashedPanelsQuery(story.id)).data?.length ?? 0;
  return useOnce(pages + panels > 0);
}

/** A whole text at once, and what was deleted once something was. */
export function MoreWays({ story, actions }: { story: Story; actions: PageActions }) {
  const [open, setOpen] = useState<"text" | "trash" | null>(null);
  const book = useBook(story);
  const deleted = useDeleted(story);
  const close = (): void => setOpen(null);
  return (
    <div className="strip__more">
      <Button size="small" look="bare" onClick={() => setOpen("text")}>
        <PasteIcon />
        {t("Paste a text")}
      </Button>
      {deleted && (
        <Button size="small" look="bare" onClick={() => setOpen("trash")}>
          <BinIcon />
          {t("Deleted")}
        </Button>
      )}
      {open === "text" && <SplitText storyId={story.id} actions={actions} onClose={close} />}
      {open === "trash" && <TrashBin story={story} book={book} onClose={close} />}
    </div>
  );
}

function PageTools({ pages, index, actions }: { pages: Page[]; index: number; actions: PageActions }) {
  const page = pages[index];
  if (!page) return null;
  const number = index + 1;
  const tool = (label: string, icon: React.ReactNode, enabled: boolean, act: () => void) => (
    <Button size="round" look="bare" aria-label={label} title={label} disabled={!enabled} onClick={act}>
      {icon}
    </Button>
  );
  const moveTo = (to: number) => () => actions.move.mutate({ page, to });
  const still = !actions.move.isPending;
  return (
    <div className="strip__tools">
      {tool(t("Move page {{number}} up", { number }), <UpIcon />, still && index > 0, moveTo(index - 1))}
      {tool(
        t("Move page {{number}} down", { number }),
        <DownIcon />,
        still && number < pages.length,
        moveTo(index + 1),
      )}
      {tool(t("Copy page {{number}}", { number }), <CopyIcon />, !actions.duplicate.isPending, () =>
        actions.duplicate.mutate(page),
      )}
      {tool(t("Delete page {{number}}", { number }), <BinIcon />, !actions.remove.isPending, () =>
        actions.remove.mutate({ page, number }),
      )}
    </div>
  );
}

function Thumbnail({ story, page }: { story: Story; page: Page }) {
  const places = cells(page.panels.length, rightBound(story));
  return (
    <span className="strip__paper" data-look={page.spread ? "spread" : undefined}>
      <span className="strip__picture" dir="ltr">
        {page.panels.map((panel, index) => {
          const place = places[index];
          const shown = shownPicture(panel);
          return (
            place && (
              <span key={panel.id} className="strip__panel" style={page.spread ? overTwo() : placed(place)}>
                {shown ? <img src={shown.url} alt="" loading="lazy" /> : <BlankPicture />}
              </span>
            )
          );
        })}
      </span>
      <span className="strip__text" dir="auto">
        {page.text}
      </span>
    </span>
  );
}

function isDrawing(story: Story, page: Page): boolean {
  return story.jobs.some((job) => isActive(job) && page.panels.some((panel) => panel.id === job.subject.id));
}
