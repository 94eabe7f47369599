export type Unit = "mm" | "in";

const PER_INCH: Record<Unit, number> = { mm: 25.4, in: 1 };
const WIDEST = 4; // inches, as the server takes them

/** Inches from what somebody wrote, also with a comma or in Arabic digits; 0 for what is no width of a spine. */
export function widthIn(text: string, unit: Unit): number {
  const latin = text.trim().replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660));
  const inches = Number(latin.replace(/[,٫]/, ".")) / PER_INCH[unit];
  return inches > 0 && inches <= WIDEST ? Number(inches.toFixed(5)) : 0;
}

/** What somebody would write for so many inches; nothing for none. */
export function inUnit(inches: number, unit: Unit): string {
  return inches ? String(Number((inches * PER_INCH[unit]).toFixed(3))) : "";
}
