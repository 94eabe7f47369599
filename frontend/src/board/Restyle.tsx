import { type ReactNode, useId, useState } from "react";
import { inOneLine } from "../api/errors";
import type { Blocked, Panel, Picture, Story } from "../api/types";
import { isActive } from "../jobs/progress";
import { latestJob } from "../jobs/sentences";
import { t } from "../language/language";
import { BlankPicture } from "../ui/art";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { Field } from "../ui/Field";
import { useKept } from "../ui/useKept";
import { StyleTiles } from "../words/StyleTiles";
import { styleName, useKnownStyles } from "../words/styles";
import { useWordCheck, wholeWord } from "../words/useWordCheck";
import { WordHints } from "../words/WordHints";
import { exchanges, inStyle, samplePanels } from "./restyle";
import { shownPicture } from "./states";
import { useRestyle } from "./useRestyle";

/** The whole book in another style: words, two samples beside the old pictures, then all or nothing. */
export function Restyle({ story }: { story: Story }) {
  const [open, setOpen] = useState(false);
  const actions = useRestyle(story);
  const count = exchanges(story).length;
  return (
    <>
      <div className="row restyle__doors">
        <Button size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t("Another style for the book")}
        </Button>
        {count > 0 && (
          <Button size="small" disabled={actions.busy} onClick={actions.exchange}>
            {t("Put {{count}} new pictures into the book", { count })}
          </Button>
        )}
      </div>
      {open && <Trying story={story} actions={actions} onDone={() => setOpen(false)} />}
      {!open && <ErrorNote error={actions.error} />}
    </>
  );
}

interface TryingProps {
  story: Story;
  actions: ReturnType<typeof useRestyle>;
  onDone(): void;
}

function Trying({ story, actions, onDone }: TryingProps) {
  const [typed, setTyped] = useKept(`restyle/${story.id}`);
  const heading = useId();
  const panels = samplePanels(story);
  const style = typed.trim();
  const fresh = style !== "" && style !== story.style;
  const blocked = actions.blocked(style);
  // One that could not be drawn, with its reason in its place, keeps nobody from judging by the other.
  const samples = panels.filter(({ id }) => !blocked.some(({ panel }) => panel === id));
  const tried = fresh && samples.length > 0 && samples.every((panel) => inStyle(panel, style));
  const drawing = panels.some((panel) => isDrawing(story, panel));
  const done = (): void => {
    setTyped("");
    onDone();
  };
  return (
    <section className="sheet restyle" aria-labelledby={heading}>
      <h2 id={heading}>{t("Another style for the book")}</h2>
      <p className="small soft">
        {t(
          "Two pictures are drawn as samples first. Locked pictures are left alone, and every old picture stays among the tries of its page.",
        )}
      </p>
      <StyleField value={typed} onChange={setTyped} />
      {story.style !== "" && (
        <p className="small">{t("Now each picture is: {{style}}.", { style: styleName(story.style) })}</p>
      )}
      {panels.length === 0 && (
        <p className="note small">{t("Draw some pictures first: samples are shown beside the old ones.")}</p>
      )}
      {fresh && (tried || drawing || blocked.length > 0) && (
        <Samples story={story} panels={panels} style={style} blocked={blocked} />
      )}
      <Choices
        story={story}
        actions={actions}
        style={style}
        tried={tried}
        drawing={drawing}
        mayTry={fresh && panels.length > 0}
        onDone={done}
      />
      <ErrorNote error={actions.error} />
    </section>
  );
}

interface ChoicesProps extends TryingProps {
  style: string;
  tried: boolean;
  drawing: boolean;
  mayTry: boolean;
}

/** Samples first; only then all or nothing. */
function Choices({ story, actions, style, tried, drawing, mayTry, onDone }: ChoicesProps) {
  return (
    <div className="row">
      {tried ? (
        <Button look="main" disabled={actions.busy} onClick={() => actions.takeAll(style, onDone)}>
          {t("All in this style")}
        </Button>
      ) : (
        <Button
          look="main"
          disabled={!mayTry || drawing || actions.busy}
          onClick={() => actions.sample(style)}
        >
          {drawing ? t("Drawing samples") : t("Draw two samples")}
        </Button>
      )}
      {story.style !== "" && (
        <Button disabled={actions.busy} onClick={() => actions.takeAll("", onDone)}>
          {t("Back to no style of its own")}
        </Button>
      )}
      <Button onClick={onDone}>{tried ? t("Leave it") : t("Close")}</Button>
    </div>
  );
}

function StyleField({ value, onChange }: { value: string; onChange(value: string): void }) {
  const words = useWordCheck(value);
  const hints = useId();
  const styles = useKnownStyles();
  return (
    <>
      {styles.length > 0 && (
        <StyleTiles
          label={t("Styles that the painter knows")}
          value={value}
          styles={styles}
          onChange={onChange}
        />
      )}
      <Field
        label={t("Each picture is")}
        hint={t("In the painter’s words, for example “a watercolor”.")}
        value={value}
        onChange={onChange}
        maxLength={100}
        saidBy={hints}
        unknown={(words?.unknown ?? []).map(({ word }) => word)}
        ownUndo
      />
      <WordHints
        id={hints}
        words={words}
        onReplace={(unknown, known) => onChange(value.replace(wholeWord(unknown), known))}
      />
    </>
  );
}

function isDrawing(story: Story, panel: Panel): boolean {
  const job = latestJob(story.jobs, panel.id, "render");
  return job !== undefined && isActive(job);
}

/** What a sample is compared with: the picture in the book, else the newest one in another style. */
function oldPicture(panel: Panel, style: string): Picture | undefined {
  if (panel.kept !== null) return shownPicture(panel);
  return panel.pictures.findLast((picture) => picture.style !== style);
}

function pageOf(story: Story, panel: Panel): number {
  return story.pages.findIndex((page) => page.panels.some(({ id }) => id === panel.id)) + 1;
}

interface SamplesProps {
  story: Story;
  panels: Panel[];
  style: string;
  blocked: Blocked[];
}

/** The old pictures with the new ones beside them, or why there is none. */
function Samples({ story, panels, style, blocked }: SamplesProps) {
  const reason = (panel: Panel): string | undefined => {
    const error = blocked.find((each) => each.panel === panel.id)?.error;
    return error && inOneLine(error);
  };
  return (
    <ol className="restyle__samples">
      {panels.map((panel) => (
        <li key={panel.id}>
          <Pair
            old={oldPicture(panel, style)}
            fresh={inStyle(panel, style)}
            reason={reason(panel)}
            number={pageOf(story, panel)}
          />
        </li>
      ))}
    </ol>
  );
}

interface PairProps {
  old: Picture | undefined;
  fresh: Picture | undefined;
  /** Why it cannot be drawn. */
  reason: string | undefined;
  number: number;
}

function Pair({ old, fresh, reason, number }: PairProps) {
  const half = (picture: Picture | undefined, label: ReactNode) => (
    <figure className="restyle__half">
      {picture ? <img src={picture.url} alt={picture.prompt} /> : <BlankPicture />}
      <figcaption className="small">{label}</figcaption>
    </figure>
  );
  return (
    <div className="restyle__pair">
      {half(old, t("Page {{number}} now", { number }))}
      {half(fresh, fresh ? t("In the new style") : reason ? <Reason>{reason}</Reason> : t("Drawing"))}
    </div>
  );
}

function Reason({ children }: { children: string }) {
  return (
    <span className="restyle__reason" role="alert">
      {children}
    </span>
  );
}
