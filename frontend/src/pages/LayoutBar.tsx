import type { Page, Panel } from "../api/types";
import { t } from "../language/language";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { BackIcon, BinIcon, ForthIcon } from "../ui/icons";
import { cells, MOST_PANELS } from "./layout";
import type { PanelActions } from "./usePanelActions";
import "./layout.css";

interface LayoutBarProps {
  page: Page;
  panel: Panel;
  actions: PanelActions;
  readOnly: boolean;
}

/** How many pictures a page has, and where the open one stands among them. */
export function LayoutBar({ page, panel, actions, readOnly }: LayoutBarProps) {
  const disabled = readOnly || actions.busy;
  return (
    <div className="layout">
      <fieldset className="layout__presets" disabled={disabled}>
        <legend className="small soft">{t("Pictures on this page")}</legend>
        {Array.from({ length: MOST_PANELS }, (_, index) => index + 1).map((count) => (
          <button
            key={count}
            type="button"
            className="layout__preset"
            aria-pressed={count === page.panels.length && !page.spread}
            aria-label={t("Pictures on this page: {{number}}", { number: count })}
            title={t("Pictures on this page: {{number}}", { number: count })}
            onClick={() =>
              (count !== page.panels.length || page.spread) &&
              actions.layOut.mutate({ panels: count, spread: false })
            }
          >
            <Preset count={count} />
            <span aria-hidden="true">{count}</span>
          </button>
        ))}
        <button
          type="button"
          className="layout__preset"
          aria-pressed={page.spread}
          aria-label={t("One picture over two pages")}
          title={t("One picture over two pages")}
          onClick={() => page.spread || actions.layOut.mutate({ panels: 1, spread: true })}
        >
          <OverTwo />
          <span aria-hidden="true">{t("two pages")}</span>
        </button>
      </fieldset>
      {page.spread && (
        <p className="small soft layout__note">
          {t(
            "Pictures are drawn square: two pages show the middle of this one, and what is above and below it is cut off.",
          )}
        </p>
      )}
      {page.panels.length > 1 && (
        <PanelTools page={page} panel={panel} actions={actions} disabled={disabled} />
      )}
      <ErrorNote error={actions.error} />
    </div>
  );
}

function OverTwo() {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <rect x="2" y="6.5" width="20" height="11" rx="1.5" />
      <path d="M12 4v16" strokeDasharray="2 1.5" />
    </svg>
  );
}

function Preset({ count }: { count: number }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      {cells(count).map(({ left, top, side }) => (
        <rect
          key={`${left} ${top}`}
          x={2 + 20 * left}
          y={2 + 20 * top}
          width={20 * side}
          height={20 * side}
          rx="1.5"
        />
      ))}
    </svg>
  );
}

interface PanelToolsProps extends Pick<LayoutBarProps, "page" | "panel" | "actions"> {
  disabled: boolean;
}

function PanelTools({ page, panel, actions, disabled }: PanelToolsProps) {
  const at = page.panels.findIndex(({ id }) => id === panel.id);
  const number = at + 1;
  const tool = (label: string, icon: React.ReactNode, enabled: boolean, act: () => void) => (
    <Button
      size="round"
      look="bare"
      aria-label={label}
      title={label}
      disabled={disabled || !enabled}
      onClick={act}
    >
      {icon}
    </Button>
  );
  const moveTo = (to: number) => () => actions.move.mutate({ panel: panel.id, to });
  return (
    <div className="layout__tools">
      <span className="small soft">
        {t("Picture {{number}} of {{all}}", { number, all: page.panels.length })}
      </span>
      {tool(t("Picture {{number}} earlier", { number }), <BackIcon />, at > 0, moveTo(at - 1))}
      {tool(
        t("Picture {{number}} later", { number }),
        <ForthIcon />,
        number < page.panels.length,
        moveTo(at + 1),
      )}
      {tool(t("Take picture {{number}} off the page", { number }), <BinIcon />, true, () =>
        actions.remove.mutate(panel.id),
      )}
    </div>
  );
}
