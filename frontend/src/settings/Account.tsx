import { useQuery, useQueryClient } from "@tanstack/react-query";
import { accountQuery, downloadAccount } from "../api/accountCalls";
import { studioQuery } from "../api/queries";
import type { Account as AccountRow } from "../api/types";
import { useMaking } from "../api/useMaking";
import { size } from "../files/size";
import { Announcer } from "../jobs/Announcer";
import { around } from "../jobs/around";
import { JobPlace } from "../jobs/JobBar";
import { isActive } from "../jobs/progress";
import { t } from "../language/language";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { DownloadIcon } from "../ui/icons";
import { ago } from "../ui/time";
import { DeleteAccount } from "./DeleteAccount";
import { SignOut } from "./SignOut";

const POLL_MS = 1_000;

/** All of somebody's stories as one file; on a network also the end of their account. */
export function Account() {
  const queries = useQueryClient();
  const account = useQuery({
    ...accountQuery,
    refetchInterval: ({ state }) => (state.data?.job && isActive(state.data.job) ? POLL_MS : false),
  });
  const accounts = useQuery(studioQuery).data?.accounts;
  const making = useMaking({
    make: (_: null, key) => downloadAccount(key),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["account"] }),
  });
  const found = account.data;
  const busy = making.isPending || (found?.job ? isActive(found.job) : false);
  return (
    <section className="sheet settings__sheet" aria-labelledby="your-data">
      <h2 id="your-data">{t("Your data")}</h2>
      <p>
        {t(
          "All your stories in one file: each as a story’s file that any Storyboard opens, also those in the trash. Stories that others share with you stay with them.",
        )}
      </p>
      <div className="row">
        <Button disabled={busy || !found || found.stories === 0} onClick={() => making.mutate(null)}>
          {t("Put all stories into one file")}
        </Button>
        {found?.stories === 0 && <span className="soft">{t("There are no stories yet.")}</span>}
      </div>
      {found && <Announcer story={{ cast: [], pages: [], jobs: found.job ? [found.job] : [] }} />}
      {found?.job && <JobPlace job={found.job} story={around(found.job)} />}
      <ErrorNote error={making.error ?? account.error} />
      {found && !busy && <Made account={found} />}
      {found && accounts && (
        <>
          <SignOut />
          <DeleteAccount account={found} />
        </>
      )}
    </section>
  );
}

function Made({ account: { download } }: { account: AccountRow }) {
  if (!download) return null;
  return (
    <>
      <div className="row">
        <a className="button" href={download.url} download>
          <DownloadIcon />
          {t("Download all stories")}
        </a>
        <span className="small soft">
          {t("Made {{when}}", { when: ago(download.created_at) })} · {size(download.size)} ·{" "}
          {t("{{count}} stories", { count: download.stories })}
        </span>
      </div>
      {download.left_out.length > 0 && (
        <p className="note small" role="alert">
          {t("Left out, because a picture or another file of theirs is missing or damaged: {{titles}}.", {
            titles: download.left_out.join(" · "),
          })}
        </p>
      )}
    </>
  );
}
