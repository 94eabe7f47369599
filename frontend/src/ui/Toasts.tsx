import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { t } from "../language/language";
import { Button } from "./Button";

interface Toast {
  id: number;
  text: string;
  action: string;
  onAction(): void;
}

interface ToastDesk {
  /** Show a line with one action; returns its taking away. */
  show(toast: Omit<Toast, "id">): () => void;
}

/** How long the way back stands on the screen. What was deleted is in the trash for longer. */
const UNDO_MS = 10_000;

const Context = createContext<ToastDesk | null>(null);
let next = 0;

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const show = useCallback((toast: Omit<Toast, "id">) => {
    next += 1;
    const id = next;
    setToasts((all) => [...all, { ...toast, id }]);
    return () => setToasts((all) => all.filter((other) => other.id !== id));
  }, []);
  const desk = useMemo(() => ({ show }), [show]);
  return (
    <Context value={desk}>
      {children}
      <div className="toasts" role="status">
        {toasts.map((toast) => (
          <ToastLine key={toast.id} toast={toast} />
        ))}
      </div>
    </Context>
  );
}

/** The button that was pressed is often gone with what it deleted, so the focus goes on to the way back. */
function ToastLine({ toast }: { toast: Toast }) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => line.current?.querySelector("button")?.focus(), []);
  return (
    <div className="toast" ref={line}>
      <span>{toast.text}</span>
      <Button size="small" onClick={toast.onAction}>
        {toast.action}
      </Button>
    </div>
  );
}

/** Says what was done, with "Undo" beside it for ten seconds. */
export function useWayBack(): (said: string, back: () => unknown) => void {
  const desk = useContext(Context);
  if (!desk) throw new Error("useWayBack needs a ToastProvider above it");
  return (said, back) => {
    const hide = desk.show({
      text: said,
      action: t("Undo"),
      onAction: () => {
        hide();
        void back();
      },
    });
    window.setTimeout(hide, UNDO_MS);
  };
}
