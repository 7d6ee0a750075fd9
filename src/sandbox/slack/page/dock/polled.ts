import { useCallback, useEffect, useState } from "preact/hooks";

const everyMs = 1000;

/** Asks at once and every second while shown; `again` asks now. What came last stays when an answer fails. */
export function usePolled<T>(ask: () => Promise<T>): { value: T | undefined; again: () => void } {
  const [value, setValue] = useState<T>();
  const again = useCallback(() => {
    ask().then(setValue, () => undefined);
  }, [ask]);
  useEffect(() => {
    again();
    const timer = setInterval(again, everyMs);
    return () => clearInterval(timer);
  }, [again]);
  return { value, again };
}
