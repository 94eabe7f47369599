import { t } from "./language";

type Named = "Ctrl" | "Shift" | "Enter" | "Esc" | "Page Up" | "Page Down";

const PRINTED: Record<Named, () => string> = {
  Ctrl: () => t("Ctrl"),
  Shift: () => t("Shift"),
  Enter: () => t("Enter"),
  Esc: () => t("Esc"),
  "Page Up": () => t("Page Up"),
  "Page Down": () => t("Page Down"),
};

/** What Apple prints on the same keys, in every language. */
const APPLE: Partial<Record<string, string>> = { Ctrl: "⌘", Shift: "⇧", Enter: "↩" };

/** Keys that are pressed together, as they are printed on the keyboard of who reads it. */
export function keyNames(...keys: (Named | "Y" | "Z")[]): string {
  const apple = /^(mac|ip)/i.test(navigator.platform);
  const printed = (key: (typeof keys)[number]): string => {
    if (apple && APPLE[key]) return APPLE[key];
    return key === "Y" || key === "Z" ? key : PRINTED[key]();
  };
  return keys.map(printed).join(" + ");
}
