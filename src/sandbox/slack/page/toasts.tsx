import { useCallback, useState } from "preact/hooks";

export interface Toast {
  id: number;
  text: string;
  tone: "error" | "info";
}

const shownMs = 8000;

/** Short words at the edge of the screen: what Slackbot would whisper. */
export function useToasts() {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const drop = useCallback(
    (id: number) => setToasts((before) => before.filter((each) => each.id !== id)),
    [],
  );
  const say = useCallback(
    (text: string, tone: Toast["tone"] = "info") => {
      const id = Date.now() + Math.random();
      setToasts((before) => [...before.slice(-2), { id, text, tone }]);
      setTimeout(() => drop(id), shownMs);
    },
    [drop],
  );
  return { toasts, say, drop };
}

export function Toasts({ toasts, drop }: { toasts: Toast[]; drop(id: number): void }) {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.map((toast) => (
        <div key={toast.id} class={`toast ${toast.tone}`}>
          <span>{toast.text}</span>
          <button type="button" class="icon-button" aria-label="Dismiss" onClick={() => drop(toast.id)}>
            ×
          </button>
        </div>
      ))}
    </div>
  );
}
