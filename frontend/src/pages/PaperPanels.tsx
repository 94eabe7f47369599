import type { Bubble, Page, Panel, Picture, Story } from "../api/types";
import { numbered, withBubble } from "../bubbles/bubbles";
import { LiveBubble } from "../bubbles/LiveBubble";
import { ReadBubble } from "../bubbles/ReadBubble";
import { t } from "../language/language";
import { rightBound } from "../story/panels";
import { BlankPicture } from "../ui/art";
import { besideFold, cells, overTwo, placed, sideOf, textSide } from "./layout";
import { usePanelDraft } from "./usePanelDraft";

interface PaperPanelsProps {
  story: Story;
  page: Page;
  /** The panel that is written and drawn at the moment. */
  open: Panel;
  readOnly: boolean;
  pictureOf(panel: Panel): Picture | undefined;
  onOpen(panel: string): void;
}

/** The pictures of a page where the book has them, with the words over them; of several, one is open. */
export function PaperPanels({ page, ...common }: PaperPanelsProps) {
  const places = cells(page.panels.length, rightBound(common.story));
  return page.panels.map((panel, index) => {
    const place = places[index];
    const style = page.spread ? overTwo() : place && placed(place);
    return style && <PaperPanel key={panel.id} page={page} panel={panel} style={style} {...common} />;
  });
}

interface PaperPanelProps extends PaperPanelsProps {
  panel: Panel;
  style: ReturnType<typeof placed>;
}

function PaperPanel({ story, page, panel, style, open, readOnly, pictureOf, onOpen }: PaperPanelProps) {
  const draft = usePanelDraft(story.id, page, panel);
  const all = page.panels.length;
  const isOpen = panel.id === open.id;
  const shown = { side: sideOf(page), lang: story.language };
  const told = textSide(page.text, rightBound(story));
  const whereSeen = (bubble: Bubble): Bubble =>
    page.spread ? { ...bubble, box: besideFold(bubble.box, told) } : bubble;
  return (
    <div className="paper__panel" style={style} data-open={all > 1 && isOpen}>
      <PanelPicture picture={pictureOf(panel)} small={all > 1} />
      {all > 1 && (
        <button
          type="button"
          className="paper__open"
          aria-pressed={isOpen}
          aria-label={t("Picture {{number}} of {{all}}", { number: page.panels.indexOf(panel) + 1, all })}
          onClick={() => onOpen(panel.id)}
        />
      )}
      {numbered(draft.value("bubbles")).map(({ number, bubble }) =>
        isOpen && !readOnly ? (
          <LiveBubble
            key={number}
            bubble={whereSeen(bubble)}
            number={number}
            onChange={(fresh) =>
              draft.edit({ bubbles: withBubble(draft.value("bubbles"), number - 1, whereSeen(fresh)) })
            }
            {...shown}
          />
        ) : (
          <ReadBubble key={number} bubble={whereSeen(bubble)} cast={story.cast} {...shown} />
        ),
      )}
    </div>
  );
}

function PanelPicture({ picture, small }: { picture: Picture | undefined; small: boolean }) {
  if (picture) return <img key={picture.id} src={picture.url} alt={picture.prompt} />;
  return (
    <div className="paper__blank">
      <BlankPicture />
      {!small && <p dir="auto">{t("The picture comes here once it is drawn.")}</p>}
    </div>
  );
}
