import { useEffect, useState } from "preact/hooks";

/** What a person has read, by channel: the newest ts that was on their screen. */
export function useSeen(as: string, channel: string, latest: string | undefined): Record<string, string> {
  const key = `seen ${as}`;
  const [seen, setSeen] = useState<Record<string, string>>({});
  useEffect(() => setSeen(JSON.parse(localStorage.getItem(key) ?? "{}")), [key]);
  useEffect(() => {
    if (channel === "" || latest === undefined) return;
    const stored: Record<string, string> = JSON.parse(localStorage.getItem(key) ?? "{}");
    if ((stored[channel] ?? "") >= latest) return;
    const next = { ...stored, [channel]: latest };
    localStorage.setItem(key, JSON.stringify(next));
    setSeen(next);
  }, [key, channel, latest]);
  return seen;
}
