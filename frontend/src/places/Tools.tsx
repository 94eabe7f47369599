import type { ReactNode } from "react";
import type { Place } from "../api/types";
import { t } from "../language/language";
import { Button } from "../ui/Button";
import type { Brush } from "./areas";

export interface Tool {
  doing: "move" | "paint" | "erase";
  brush: Brush;
  /** Whose area is painted. */
  who: string;
}

interface ToolsProps {
  tool: Tool;
  people: { id: string; name: string; pattern: number }[];
  chosen: Place;
  onTool(tool: Tool): void;
  /** What was painted becomes the box around it. */
  onBox(): void;
}

/** What the pointer and the keys do on the stage. */
export function Tools({ tool, people, chosen, onTool, onBox }: ToolsProps) {
  const doings = { move: t("Move"), paint: t("Paint"), erase: t("Erase") };
  const brushes = { small: t("Small"), medium: t("Medium"), large: t("Large") };
  return (
    <div className="stage__tools">
      <Group label={t("What you do")}>
        {keysOf(doings).map((doing) => (
          <Toggle key={doing} on={tool.doing === doing} onPress={() => onTool({ ...tool, doing })}>
            {doings[doing]}
          </Toggle>
        ))}
      </Group>
      {tool.doing !== "move" && (
        <>
          {people.length > 1 && (
            <Group label={t("Whose area")}>
              {people.map(({ id, name, pattern }) => (
                <Toggle key={id} on={chosen.character === id} onPress={() => onTool({ ...tool, who: id })}>
                  <span className="swatch tint" data-pattern={pattern} aria-hidden="true" />
                  {name}
                </Toggle>
              ))}
            </Group>
          )}
          <Group label={t("Brush")}>
            {keysOf(brushes).map((brush) => (
              <Toggle key={brush} on={tool.brush === brush} onPress={() => onTool({ ...tool, brush })}>
                {brushes[brush]}
              </Toggle>
            ))}
          </Group>
        </>
      )}
      {tool.doing !== "move" && chosen.painted && (
        <Button size="small" look="bare" onClick={onBox}>
          {t("A box again")}
        </Button>
      )}
    </div>
  );
}

function Group({ label, children }: { label: string; children: ReactNode }) {
  return (
    <fieldset className="toggles">
      <legend className="only-heard">{label}</legend>
      {children}
    </fieldset>
  );
}

interface ToggleProps {
  on: boolean;
  onPress(): void;
  children: ReactNode;
}

function Toggle({ on, onPress, children }: ToggleProps) {
  return (
    <Button size="small" className="toggles__one" aria-pressed={on} onClick={onPress}>
      {children}
    </Button>
  );
}

function keysOf<Key extends string>(table: Record<Key, unknown>): Key[] {
  return Object.keys(table) as Key[];
}
