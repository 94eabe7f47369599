import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { t } from "../language/language";
import { Button } from "./Button";
import { ErrorNote } from "./ErrorNote";
import { ago } from "./time";
import "./trash.css";

interface ThrownProps {
  /** What it is called in the list. */
  title: string;
  at: string;
  picture: ReactNode;
  words: string;
  putBack(): Promise<unknown>;
  deleteForGood(): Promise<unknown>;
}

/** One thing in a trash, with the way back and, on a second press, the way out of the world. */
export function Thrown(props: ThrownProps) {
  const [sure, setSure] = useState(false);
  const back = useMutation({ mutationFn: props.putBack });
  const gone = useMutation({ mutationFn: props.deleteForGood });
  const forGood = sure ? t("Yes, for good") : t("Delete for good");
  return (
    <li className="trash__one">
      <span className="trash__picture">{props.picture}</span>
      <div className="stack trash__words">
        <span>
          <strong>{props.title}</strong> <span className="small soft">{ago(props.at)}</span>
        </span>
        <p className="trash__text small" dir="auto">
          {props.words}
        </p>
        <div className="row">
          <Button
            size="small"
            disabled={back.isPending}
            aria-label={`${t("Put back")}: ${props.title}`}
            onClick={() => back.mutate()}
          >
            {t("Put back")}
          </Button>
          <Button
            size="small"
            look={sure ? "main" : "bare"}
            disabled={gone.isPending}
            aria-label={`${forGood}: ${props.title}`}
            onClick={() => (sure ? gone.mutate() : setSure(true))}
          >
            {forGood}
          </Button>
        </div>
        <ErrorNote error={back.error ?? gone.error} />
      </div>
    </li>
  );
}
