import type { Cell, Row } from "../query/query.ts";
import { author, inserted, type Segment } from "../text/text.ts";
import { type Behind, type BehindKind, callerName } from "./behind.ts";
import type { IdentityChain } from "./chain.ts";
import type { Mapped } from "./map-identity.ts";
import { subjectText } from "./subject.ts";

const kinds: Record<BehindKind, string> = {
  person: "the person ",
  pipeline: "the pipeline ",
  user: "the IAM user ",
  root: "",
  machine: "the machine ",
  service: "the service ",
  account: "somebody in account ",
  unknown: "",
};

/** `role/admin (session x) ← user/ada`: the asked one first. */
export function chainPath({ hops, behind, subject }: IdentityChain): Segment[] {
  if (hops.length === 0) return [inserted(subjectText(subject))];
  const names = hops.map(({ caller }) => callerName(caller));
  // A federated caller's name says nothing of what it is.
  const last = hops.at(-1);
  const path = names.flatMap((name, at): Segment[] => [...(at > 0 ? [author(" ← ")] : []), inserted(name)]);
  return last && ["pipeline", "machine"].includes(behind.kind) && last.caller.type === "WebIdentityUser"
    ? [
        ...path.slice(0, -1),
        author(behind.kind === "pipeline" ? "pipeline " : "workload "),
        inserted(behind.name),
      ]
    : path;
}

/** One sentence: who it is, how sure that is, and why. */
export function describeBehind(chain: IdentityChain, mapped?: Mapped): Segment[] {
  const { behind, hops, subject } = chain;
  const who = [inserted(subjectText(subject))];
  if (hops.length === 0)
    return [...who, author(": nobody is known behind it ("), author(behind.because), author(").")];
  const is: Segment[] =
    behind.kind === "unknown"
      ? [...who, author(" cannot be traced to anybody; it calls itself "), inserted(behind.name)]
      : [author("Behind "), ...who, author(" is "), author(kinds[behind.kind]), inserted(behind.name)];
  const pipeline: Segment[] =
    mapped?.to === "pipeline" ? [author(", the pipeline “"), inserted(mapped.name), author("”")] : [];
  return [...is, ...pipeline, author(` (${sureness(behind)}). `), ...chainPath(chain), author(".")];
}

const sureness = ({ confidence, because }: Behind): string => `${confidence}: ${because}`;

const columns = ["hop", "who", "how", "call", "at", "address", "key", "session", "eventID"];

/** The hops as rows, so that a chain is kept, hashed and exported as every answer is. */
export function chainAnswer(chain: IdentityChain): { columns: string[]; rows: Row[] } {
  const rows = chain.hops.map(({ caller, call, at, address, eventId, issued }, hop): Row => {
    const cells: Record<string, Cell> = {
      hop,
      who: callerName(caller),
      how: hop === 0 && issued === undefined ? "made a call" : "handed out the session",
      call,
      at: at.toISOString().replace(/\.\d{3}Z$/, "Z"),
      address: address ?? null,
      key: caller.key ?? null,
      session: issued?.session ?? null,
      eventID: eventId,
    };
    return cells;
  });
  return { columns, rows };
}
