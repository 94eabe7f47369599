import type { Pack } from "../api/types";
import { t } from "../language/language";
import { DownloadIcon } from "../ui/icons";
import { ago } from "../ui/time";
import { size } from "./size";

/** A file that was made, to be downloaded. */
export function PackLink({ pack, label }: { pack: Pack; label: string }) {
  return (
    <div className="row">
      <a className="button" href={pack.url} download>
        <DownloadIcon />
        {label}
      </a>
      <span className="small soft">
        {t("Made {{when}}", { when: ago(pack.created_at) })} · {size(pack.size)} ·{" "}
        <span title={pack.sha256}>{t("checksum {{sum}}", { sum: pack.sha256.slice(0, 12) })}</span>
      </span>
    </div>
  );
}
