import { t } from "../language/language";

/** Bytes as people say them. */
export function size(bytes: number): string {
  if (bytes < 1_000_000) return t("{{size}} kB", { size: Math.max(1, Math.round(bytes / 1000)) });
  return t("{{size}} MB", { size: (bytes / 1_000_000).toFixed(1) });
}
