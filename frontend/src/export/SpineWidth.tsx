import { useState } from "react";
import type { Destination } from "../api/types";
import { t } from "../language/language";
import { Choice } from "../ui/Choice";
import { Field } from "../ui/Field";
import { useKept } from "../ui/useKept";
import { inUnit, type Unit, widthIn } from "./width";

interface SpineWidthProps {
  value: Destination;
  /** How many pages are printed; undefined until that is known. */
  pages: number | undefined;
  onChange(value: Destination): void;
}

/** How wide the spine is in the printer’s own template: a width for one number of pages. */
export function SpineWidth({ value, pages, onChange }: SpineWidthProps) {
  const [kept, setUnit] = useKept("book/unit");
  const unit: Unit = kept === "in" ? "in" : "mm";
  const [typed, setTyped] = useState(() => inUnit(value.spine, unit));
  const give = (text: string, by: Unit): void => {
    setTyped(text);
    onChange({ ...value, spine: widthIn(text, by), spine_pages: pages ?? 0 });
  };
  return (
    <div className="row book__spine">
      <Field
        label={t("Width of the spine in the printer’s template")}
        hint={t("Printed pages that the template has to be made for: {{pages}}", { pages: pages ?? "…" })}
        value={typed}
        onChange={(text) => give(text, unit)}
        maxLength={12}
        readOnly={!pages}
        ownUndo
      />
      <Choice<Unit>
        label={t("Unit")}
        value={unit}
        options={[
          ["mm", t("millimetres")],
          ["in", t("inches")],
        ]}
        onChange={(by) => {
          setUnit(by);
          give(typed, by);
        }}
      />
    </div>
  );
}
