import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { shareStory } from "../api/calls";
import { linkQuery } from "../api/linkCalls";
import { sharesQuery } from "../api/queries";
import type { Share, Story } from "../api/types";
import { t } from "../language/language";
import { Button } from "../ui/Button";
import { Choice } from "../ui/Choice";
import { Dialog } from "../ui/Dialog";
import { ErrorNote } from "../ui/ErrorNote";
import { Field } from "../ui/Field";
import { ReadingLink } from "./ReadingLink";

type Role = Share["role"];
type Wish = { username: string; role: Role | null };

const ROLES = (): [Role, string][] => [
  ["viewer", t("Only read")],
  ["editor", t("Read and change everything")],
];

/** Who else may read or change a story; for its owner. */
export function Sharing({ story, onClose }: { story: Story; onClose(): void }) {
  const queries = useQueryClient();
  const shares = useQuery(sharesQuery(story.id));
  const link = useQuery(linkQuery(story.id));
  const change = useMutation({
    mutationFn: ({ username, role }: Wish) => shareStory(story.id, username, role),
    onSuccess: (all) => queries.setQueryData(sharesQuery(story.id).queryKey, all),
  });
  return (
    <Dialog title={t("Share “{{title}}”", { title: story.title })} onClose={onClose}>
      <ErrorNote error={shares.error} onRetry={() => void shares.refetch()} />
      {shares.data?.length === 0 && link.data?.url === null && <p>{t("Nobody but you sees this story.")}</p>}
      <ul className="stack sharing">
        {shares.data?.map((share) => (
          <Shared key={share.username} share={share} busy={change.isPending} onChange={change.mutate} />
        ))}
      </ul>
      <Invite busy={change.isPending} onInvite={(wish, done) => change.mutate(wish, { onSuccess: done })} />
      <ErrorNote error={change.error} />
      <ReadingLink story={story} />
    </Dialog>
  );
}

interface SharedProps {
  share: Share;
  busy: boolean;
  onChange(wish: Wish): void;
}

function Shared({ share, busy, onChange }: SharedProps) {
  const { username, role } = share;
  return (
    <li className="row row--ends">
      <strong dir="auto">{username}</strong>
      <span className="row">
        <select
          className="input"
          aria-label={t("What {{name}} may do", { name: username })}
          value={role}
          disabled={busy}
          onChange={(event) => onChange({ username, role: event.target.value as Role })}
        >
          {ROLES().map(([each, name]) => (
            <option key={each} value={each}>
              {name}
            </option>
          ))}
        </select>
        <Button
          size="small"
          look="bare"
          disabled={busy}
          aria-label={t("Remove: {{name}}", { name: username })}
          onClick={() => onChange({ username, role: null })}
        >
          {t("Remove")}
        </Button>
      </span>
    </li>
  );
}

function Invite({ busy, onInvite }: { busy: boolean; onInvite(wish: Wish, done: () => void): void }) {
  const [username, setUsername] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (username.trim()) onInvite({ username: username.trim(), role }, () => setUsername(""));
  };
  return (
    <form className="stack" onSubmit={submit}>
      <Field
        label={t("Name that they sign in with")}
        value={username}
        onChange={setUsername}
        maxLength={150}
        ownUndo
      />
      <Choice<Role> label={t("What they may do")} value={role} options={ROLES()} onChange={setRole} />
      <div className="row">
        <Button type="submit" look="main" disabled={busy || username.trim() === ""}>
          {t("Share")}
        </Button>
      </div>
    </form>
  );
}
