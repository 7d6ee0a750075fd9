import { useEffect, useState } from "preact/hooks";

/** Where somebody is: who they act as, the channel or Home, the open thread. Lives in the address. */
export interface Place {
  as: string;
  at: string;
  thread: string;
}

const homePerson = "U0RESPONDER";

function fromAddress(): Place {
  const words = new URLSearchParams(location.hash.slice(1));
  const link = /^\/archives\/([A-Z0-9]+)(?:\/p(\d+)(\d{6}))?/.exec(location.pathname);
  const threadTs = new URLSearchParams(location.search).get("thread_ts");
  const remembered = sessionStorage.getItem("as") ?? homePerson;
  if (link !== null && location.hash === "") {
    const ts = link[2] === undefined ? "" : `${link[2]}.${link[3]}`;
    return { as: remembered, at: link[1] ?? "", thread: threadTs ?? ts };
  }
  return { as: words.get("as") ?? remembered, at: words.get("at") ?? "", thread: words.get("thread") ?? "" };
}

export function usePlace(): [Place, (change: Partial<Place>) => void] {
  const [place, setPlace] = useState(fromAddress);
  useEffect(() => {
    const follow = () => setPlace(fromAddress());
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  const go = (change: Partial<Place>) => {
    const next = { ...place, ...change };
    sessionStorage.setItem("as", next.as);
    const words = Object.entries(next).filter(([, value]) => value !== "");
    location.hash = String(new URLSearchParams(words));
    setPlace(next);
  };
  return [place, go];
}

/** The App Home is a place like a channel. */
export const appHome = "home";
