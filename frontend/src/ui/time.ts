import { currentLanguage, t } from "../language/language";

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** A date such as 2026-11-25, as it is written in the language of the editor. */
export function day(date: string): string {
  return new Intl.DateTimeFormat(currentLanguage(), { dateStyle: "long", timeZone: "UTC" }).format(
    new Date(date),
  );
}

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
