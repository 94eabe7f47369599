import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useRef, useState } from "react";
import { linkQuery, setLink } from "../api/linkCalls";
import type { Story } from "../api/types";
import { t } from "../language/language";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";

/** An address at which everybody reads the story who has it, until it is withdrawn; for its owner. */
export function ReadingLink({ story }: { story: Story }) {
  const queries = useQueryClient();
  const heading = useId();
  const link = useQuery(linkQuery(story.id));
  const change = useMutation({
    mutationFn: (there: boolean) => setLink(story.id, there),
    onSuccess: (now) => queries.setQueryData(linkQuery(story.id).queryKey, now),
  });
  const url = link.data?.url;
  return (
    <section className="stack sharing__link" aria-labelledby={heading}>
      <h3 id={heading}>{t("A link for reading")}</h3>
      <p className="small soft">
        {t(
          "Whoever has it reads the story as it is at that moment, without signing in: its words and the pictures that are in the book. Search engines are told to pass it by.",
        )}
      </p>
      {url ? (
        <Address url={new URL(url, window.location.origin).href} />
      ) : (
        <div className="row">
          <Button disabled={!link.data || change.isPending} onClick={() => change.mutate(true)}>
            {t("Make a link")}
          </Button>
        </div>
      )}
      {url && (
        <div className="row">
          <Button look="bare" size="small" disabled={change.isPending} onClick={() => change.mutate(false)}>
            {t("Withdraw the link")}
          </Button>
          <span className="small soft">{t("Then it leads nowhere any more, for everybody.")}</span>
        </div>
      )}
      <ErrorNote error={change.error ?? link.error} />
    </section>
  );
}

function Address({ url }: { url: string }) {
  const [copied, setCopied] = useState(false);
  const address = useRef<HTMLInputElement>(null);
  // Where the browser refuses, the address is chosen, to be copied by hand.
  const copy = (): Promise<void> =>
    navigator.clipboard.writeText(url).then(
      () => setCopied(true),
      () => address.current?.focus(),
    );
  return (
    <div className="row sharing__address">
      <input
        ref={address}
        className="input"
        type="url"
        dir="ltr"
        readOnly
        aria-label={t("Address of the story")}
        value={url}
        onFocus={({ target }) => target.select()}
      />
      {/* Without a secure line browsers have no clipboard for us: then it is copied by hand. */}
      {"clipboard" in navigator && (
        <Button onClick={() => void copy()}>{copied ? t("Copied") : t("Copy")}</Button>
      )}
      <span className="only-heard" role="status">
        {copied && t("Copied")}
      </span>
    </div>
  );
}
