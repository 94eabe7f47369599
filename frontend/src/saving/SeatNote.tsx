import { useMutation } from "@tanstack/react-query";
import { t } from "../language/language";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import type { Seat } from "./useSeat";

/** Says that the page is written on elsewhere, with the way to write on it here. */
export function SeatNote({ seat }: { seat: Seat }) {
  const taking = useMutation({ mutationFn: seat.takeOver });
  return (
    <div role="status">
      {seat.taken && (
        <div className="note note--calm">
          <strong>{t("This page is open in another window.")}</strong>
          <p>
            {t(
              "It may be yours, or that of somebody you share the story with. Here you can read the page. If you take over, the other window becomes the one that reads.",
            )}
          </p>
          <div className="row">
            <Button size="small" disabled={taking.isPending} onClick={() => taking.mutate()}>
              {t("Take over")}
            </Button>
          </div>
          <ErrorNote error={taking.error} />
        </div>
      )}
    </div>
  );
}
