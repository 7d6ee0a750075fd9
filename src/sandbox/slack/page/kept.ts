import { useState } from "preact/hooks";

/** A choice that stays when the page is loaded again. */
export function useKept(key: string, initial: string): [string, (value: string) => void] {
  const [value, setValue] = useState(() => localStorage.getItem(key) ?? initial);
  const keep = (next: string) => {
    localStorage.setItem(key, next);
    setValue(next);
  };
  return [value, keep];
}
