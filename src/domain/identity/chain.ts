import { type Behind, behindCaller, behindLast } from "./behind.ts";
import type { Sighting } from "./sighting.ts";
import { isCallOf, type Subject } from "./subject.ts";

/** Sessions of sessions of … : beyond this a walk stops, and says so. */
export const maxHops = 6;

/** The subject's own caller first, then whoever gave them their session, and so on. */
export interface IdentityChain {
  subject: Subject;
  /** Each with the call that shows it. */
  hops: Sighting[];
  behind: Behind;
  /** What else a reader must know, in words of ours and values from outside. */
  notes: string[];
}

/** What would have to be asked to get on. */
export type Wanted =
  /** Of these keys alone, where the incident is about some: they are found at once, a role's calls are not. */
  | { want: "calls"; subject: Subject; keys?: string[] }
  /** The call that handed out this key, at about `since` when the session says when it began. */
  | { want: "issuer"; key: string; account?: string; since?: Date }
  /** What another account recorded of the same call. */
  | { want: "shared"; account: string; sharedEventId: string; at: Date };

export const wantedKey = (wanted: Wanted): string =>
  JSON.stringify(
    wanted.want === "issuer"
      ? ["issuer", wanted.key]
      : wanted.want === "shared"
        ? ["shared", wanted.account, wanted.sharedEventId]
        : ["calls", wanted.subject, wanted.keys ?? []],
  );

export interface Known {
  sightings: readonly Sighting[];
  /** Keys of what was asked, whatever came back. */
  asked: ReadonlySet<string>;
  /** Accounts whose records can be asked. */
  accounts: readonly string[];
  /** Keys and addresses that the incident is about: of several sessions the one with these is meant. */
  hints?: readonly string[];
}

/** As much of the chain as the records show, and what to ask next; nothing more to ask: the chain is whole. */
export function traceChain(subject: Subject, known: Known): { chain: IdentityChain; wants?: Wanted } {
  const { first, notes } = firstSighting(subject, known);
  const hops: Sighting[] = [];
  const stop = (wants?: Wanted, note?: string) => ({
    chain: {
      subject,
      hops,
      behind: behindOf(subject, hops),
      notes: [...notes, ...disagreement(hops), ...(note ? [note] : [])],
    },
    ...(wants && { wants }),
  });
  const ask = (wants: Wanted, otherwise: string) =>
    known.asked.has(wantedKey(wants)) ? stop(undefined, otherwise) : stop(wants);

  const issuerOf = (key: string) =>
    known.sightings.filter(({ issued }) => issued?.key === key).sort(oldestFirst)[0];
  // A key that was never used may still have been handed out.
  let next = first ?? (subject.kind === "key" ? issuerOf(subject.key) : undefined);
  if (first === undefined) {
    const calls = callsWanted(subject, known.hints ?? []).find((each) => !known.asked.has(wantedKey(each)));
    if (calls) return stop(calls);
    if (subject.kind === "key" && subject.key.startsWith("ASIA") && next === undefined)
      return ask(
        { want: "issuer", key: subject.key },
        "No call with this key and none that handed it out was found.",
      );
    if (next === undefined) return stop(undefined, "No call of theirs was found in what was searched.");
  }
  const keys = new Set<string>(subject.kind === "key" ? [subject.key] : []);
  while (next !== undefined) {
    hops.push(next);
    const { caller, sharedEventId, at } = next;
    if (behindCaller(caller)) return stop();
    if (hops.length >= maxHops) return stop(undefined, `The walk stopped after ${maxHops} hops.`);
    if (caller.type === "AWSAccount") {
      const account = caller.account ?? "";
      const twin = known.sightings.find(
        (each) =>
          sharedEventId !== undefined &&
          each.sharedEventId === sharedEventId &&
          each.eventId !== next?.eventId &&
          each.caller.type !== "AWSAccount",
      );
      if (twin) {
        hops.pop();
        if (hops.some(({ eventId }) => eventId === twin.eventId)) return stop(undefined, circle);
        next = twin;
        continue;
      }
      if (sharedEventId === undefined || !known.accounts.includes(account)) return stop();
      return ask(
        { want: "shared", account, sharedEventId, at },
        `Account ${account} has no record of that call.`,
      );
    }
    if (caller.key === undefined || caller.key === "")
      return stop(undefined, "The record has no key to follow.");
    if (hops.length > 1 && keys.has(caller.key)) return stop(undefined, circle);
    keys.add(caller.key);
    const issuer = issuerOf(caller.key);
    if (issuer === undefined)
      return ask(
        {
          want: "issuer",
          key: caller.key,
          ...(caller.account && { account: caller.account }),
          ...(caller.since && { since: caller.since }),
        },
        "Who took this session on was not found in what was searched.",
      );
    next = issuer;
  }
  return stop();
}

const circle = "The sessions lead back to one another, so the walk stopped.";

const mostKeys = 5;

function callsWanted(subject: Subject, hints: readonly string[]): Wanted[] {
  const keys = hints.filter((hint) => /^A[KS]IA/.test(hint)).slice(0, mostKeys);
  const all: Wanted = { want: "calls", subject };
  return keys.length > 0 && ["role", "session"].includes(subject.kind) ? [{ ...all, keys }, all] : [all];
}

const oldestFirst = (a: Sighting, b: Sighting): number => a.at.getTime() - b.at.getTime();

/** The newest call of theirs, of what the incident is about if that can be told. */
function firstSighting(
  subject: Subject,
  { sightings, hints = [] }: Known,
): { first?: Sighting; notes: string[] } {
  const own = sightings.filter((each) => isCallOf(subject, each)).sort((a, b) => oldestFirst(b, a));
  const meant = own.filter(
    ({ address, caller }) => hints.includes(address ?? "") || hints.includes(caller.key ?? ""),
  );
  const [first] = meant.length > 0 ? meant : own;
  const sessions = new Set((meant.length > 0 ? meant : own).map(({ caller }) => caller.arn ?? caller.key));
  if (subject.kind === "key" || sessions.size < 2 || first === undefined)
    return { ...(first && { first }), notes: [] };
  return { first, notes: [`${sessions.size} sessions fit; the newest one was followed.`] };
}

function behindOf(subject: Subject, hops: readonly Sighting[]): Behind {
  const last = hops.at(-1);
  if (last === undefined)
    return {
      kind: "unknown",
      name: nameOf(subject),
      confidence: "weak",
      because: "no record of them was found",
    };
  return behindCaller(last.caller) ?? behindLast(last, sourceIdentityOf(hops));
}

const nameOf = (subject: Subject): string =>
  "key" in subject ? subject.key : "arn" in subject ? subject.arn : "name" in subject ? subject.name : "root";

const sourceIdentityOf = (hops: readonly Sighting[]): string | undefined =>
  hops.find(({ caller }) => caller.sourceIdentity !== undefined)?.caller.sourceIdentity;

/** A source identity that somebody with a stolen key set himself names whom he likes. */
function disagreement(hops: readonly Sighting[]): string[] {
  const said = sourceIdentityOf(hops);
  const last = hops.at(-1);
  const end = last && behindCaller(last.caller);
  if (said === undefined || end === undefined || end.name === said) return [];
  return [`The source identity says ${said}; the chain ends elsewhere.`];
}
