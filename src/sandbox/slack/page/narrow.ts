import { useEffect, useState } from "preact/hooks";

const query = "(max-width: 760px)";

/** Whether the page is as narrow as a phone; the same width the styles use. */
export function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const follow = () => setNarrow(media.matches);
    media.addEventListener("change", follow);
    return () => media.removeEventListener("change", follow);
  }, []);
  return narrow;
}
