import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { fetchJournal, fetchJournalBody, type JournalBody, type JournalEntry } from "../control.ts";
import { ScrollBox } from "../parts/scroll-box.tsx";
import { usePolled } from "./polled.ts";

const kinds = [
  { id: "all", name: "Everything" },
  { id: "call", name: "Calls" },
  { id: "delivery", name: "Deliveries" },
  { id: "connection", name: "Connections" },
  { id: "bad", name: "Trouble" },
] as const;
type Kind = (typeof kinds)[number]["id"];

const mostShown = 400;
const nearEndPx = 40;
const signs = { call: "→", delivery: "←", connection: "⇄", fault: "⚡" };
const meanings = {
  call: "call of the app",
  delivery: "delivery to the app",
  connection: "connection",
  fault: "fault on purpose",
};

/** Every call and every frame, the newest at the end; one opens to what was sent and answered. */
export function Traffic() {
  const [entries, setEntries] = useState<JournalEntry[]>([]);
  const [kind, setKind] = useState<Kind>("all");
  const [search, setSearch] = useState("");
  const [open, setOpen] = useState<number>();
  const lastSeq = useRef(0);
  const ask = useCallback(async () => {
    const fresh = await fetchJournal(lastSeq.current);
    if (fresh.length === 0) return;
    lastSeq.current = Math.max(lastSeq.current, ...fresh.map((each) => each.seq));
    setEntries((before) => merge(before, fresh));
  }, []);
  usePolled(ask);
  const wanted = search.toLowerCase();
  const shown = entries.filter(
    (each) =>
      (kind === "all" || each.what === kind || (kind === "bad" && each.bad === true)) &&
      `${each.title} ${each.outcome ?? ""}`.toLowerCase().includes(wanted),
  );
  const list = useFollowed(shown.at(-1)?.id);
  return (
    <div class="traffic">
      <div class="dock-tools">
        {kinds.map(({ id, name }) => (
          <button
            key={id}
            type="button"
            class={kind === id ? "chip on" : "chip"}
            aria-pressed={kind === id}
            onClick={() => setKind(id)}
          >
            {name}
          </button>
        ))}
        <input
          type="search"
          class="field small"
          aria-label="Search the traffic"
          placeholder="Method, event or code"
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
      </div>
      <div class="traffic-list" ref={list}>
        {shown.length === 0 && <p class="empty-note">Nothing yet. Type a command or press a button.</p>}
        {shown.map((entry) => (
          <TrafficRow
            key={entry.id}
            entry={entry}
            open={open === entry.id}
            onToggle={() => setOpen(open === entry.id ? undefined : entry.id)}
          />
        ))}
      </div>
    </div>
  );
}

function merge(before: JournalEntry[], fresh: JournalEntry[]): JournalEntry[] {
  const byId = new Map(before.map((each) => [each.id, each]));
  for (const each of fresh) byId.set(each.id, each);
  return [...byId.values()].sort((a, b) => a.id - b.id).slice(-mostShown);
}

/** Stays at the end while one reads there. */
function useFollowed(newest: number | undefined) {
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    const element = list.current;
    const onScroll = () => {
      if (element === null) return;
      atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearEndPx;
    };
    element?.addEventListener("scroll", onScroll);
    return () => element?.removeEventListener("scroll", onScroll);
  }, []);
  useLayoutEffect(() => {
    if (newest !== undefined && atEnd.current && list.current !== null)
      list.current.scrollTop = list.current.scrollHeight;
  }, [newest]);
  return list;
}

function TrafficRow({ entry, open, onToggle }: { entry: JournalEntry; open: boolean; onToggle(): void }) {
  const { what, title, outcome, bad, injected, ms, at } = entry;
  const opens = what === "call" || what === "delivery";
  const face = (
    <>
      <time title={at}>{at.slice(11, 23)}</time>
      <span class="traffic-sign" title={meanings[what]}>
        <span aria-hidden="true">{signs[what]}</span>
        <span class="only-read">{meanings[what]}</span>
      </span>
      <span class="traffic-title">{title}</span>
      {injected && <span class="badge">on purpose</span>}
      <span class={bad ? "outcome bad" : "outcome"}>{outcome ?? (opens ? "under way" : "")}</span>
      <span class="ms">{ms === undefined ? "" : `${ms} ms`}</span>
    </>
  );
  return (
    <div class={`traffic-entry ${what}`}>
      {opens ? (
        <button type="button" class="traffic-row" aria-expanded={open} onClick={onToggle}>
          {face}
        </button>
      ) : (
        <div class="traffic-row">{face}</div>
      )}
      {open && <EntryBody id={entry.id} seq={entry.seq} what={what} />}
    </div>
  );
}

function EntryBody({ id, seq, what }: { id: number; seq: number; what: JournalEntry["what"] }) {
  const [body, setBody] = useState<JournalBody>();
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    fetchJournalBody(id).then(setBody, (error) => setFault(String(error.message ?? error)));
  }, [id, seq]);
  if (fault !== undefined) return <p class="muted">{fault}</p>;
  if (body === undefined) return null;
  return (
    <div class="entry-body">
      <JsonBox title={what === "call" ? "The app asked" : "The workspace sent"} value={body.sent} />
      <JsonBox
        title={what === "call" ? "The workspace answered" : "The app answered"}
        value={body.answered}
      />
    </div>
  );
}

function JsonBox({ title, value }: { title: string; value: unknown }) {
  return (
    <div class="json-box">
      <h3>{title}</h3>
      <ScrollBox class="fence" label={title}>
        {value === undefined ? "nothing" : JSON.stringify(readable(value), null, 2)}
      </ScrollBox>
    </div>
  );
}

/** Forms carry JSON as text: shown as what it is. */
function readable(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      typeof field === "string" && /^[[{]/.test(field) ? parsed(field) : field,
    ]),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
