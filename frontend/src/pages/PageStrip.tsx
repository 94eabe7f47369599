import { Link } from "react-router";
import type { Page, Story } from "../api/types";
import { isActive } from "../jobs/progress";
import { BlankPicture } from "../ui/art";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { BinIcon, DownIcon, PlusIcon, UpIcon } from "../ui/icons";
import type { PageActions } from "./usePageActions";
import "./strip.css";

interface PageStripProps {
  story: Story;
  pages: Page[];
  current: string;
  actions: PageActions;
}

export function PageStrip({ story, pages, current, actions }: PageStripProps) {
  return (
    <nav className="strip" aria-label="Pages">
      <ol className="strip__list">
        {pages.map((page, index) => (
          <li key={page.id} className="strip__item">
            <Link
              to={`/stories/${story.id}/pages/${page.id}`}
              className="strip__link"
              aria-current={page.id === current ? "page" : undefined}
            >
              <Thumbnail page={page} />
              <span className="strip__number">
                Page {index + 1}
                {isDrawing(story, page) && <span className="only-heard">, being drawn</span>}
              </span>
              {isDrawing(story, page) && <span className="strip__busy" />}
            </Link>
            {page.id === current && <PageTools pages={pages} index={index} actions={actions} />}
          </li>
        ))}
      </ol>
      <Button disabled={actions.add.isPending} onClick={() => actions.add.mutate(current)}>
        <PlusIcon />
        Add page
      </Button>
      <ErrorNote error={actions.error} />
    </nav>
  );
}

function PageTools({ pages, index, actions }: { pages: Page[]; index: number; actions: PageActions }) {
  const page = pages[index];
  if (!page) return null;
  const number = index + 1;
  const tool = (label: string, icon: React.ReactNode, to: Page | undefined) => (
    <Button
      size="round"
      look="bare"
      aria-label={`Move page ${number} ${label}`}
      disabled={!to || actions.move.isPending}
      onClick={() => to && actions.move.mutate({ page, to })}
    >
      {icon}
    </Button>
  );
  return (
    <div className="strip__tools">
      {tool("up", <UpIcon />, pages[index - 1])}
      {tool("down", <DownIcon />, pages[index + 1])}
      <Button
        size="round"
        look="bare"
        aria-label={`Delete page ${number}`}
        onClick={() => actions.remove(page, number)}
      >
        <BinIcon />
      </Button>
    </div>
  );
}

function Thumbnail({ page }: { page: Page }) {
  const panel = page.panels[0];
  const shown = panel?.pictures.find((picture) => picture.id === panel.kept) ?? panel?.pictures.at(-1);
  return (
    <span className="strip__paper">
      <span className="strip__picture">{shown ? <img src={shown.url} alt="" /> : <BlankPicture />}</span>
      <span className="strip__text">{page.text}</span>
    </span>
  );
}

function isDrawing(story: Story, page: Page): boolean {
  return story.jobs.some((job) => isActive(job) && page.panels.some((panel) => panel.id === job.subject.id));
}
