import { t } from "../language/language";

/** How much of a file has been sent. */
export function Sending({ share }: { share: number }) {
  const label = t("Sending the file");
  return (
    <div className="job">
      <span className="job__words">
        <strong>{label}</strong>
        <span className="small soft">{t("{{share}} %", { share: Math.round(share * 100) })}</span>
      </span>
      <progress className="bar" aria-label={label} value={share} max={1} />
    </div>
  );
}
