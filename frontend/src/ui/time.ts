import { currentLanguage, t } from "../language/language";

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** "5 minutes ago" for an ISO time. */
export function ago(iso: string, now: number = Date.now()): string {
  const seconds = (now - Date.parse(iso)) / 1000;
  const unit = UNITS.find(([, length]) => seconds >= length);
  if (!unit) return t("just now");
  return new Intl.RelativeTimeFormat(currentLanguage(), { numeric: "auto" }).format(
    -Math.floor(seconds / unit[1]),
    unit[0],
  );
}
