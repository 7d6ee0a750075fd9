import type { Condition, Literal } from "../query/query.ts";
import type { Sighting } from "./sighting.ts";

/** Whose identity is in question. */
export type Subject =
  | { kind: "key"; key: string }
  /** Of a user or of one session of a role. */
  | { kind: "arn"; arn: string }
  /** Whoever used a role. */
  | { kind: "role"; arn: string }
  | { kind: "user"; name: string }
  | { kind: "session"; name: string }
  | { kind: "root" };

const longest = 300;

/** Reads a key id, an ARN, `root`, `role/x`, `user/x` or a session's name; undefined for a sentence. */
export function parseSubject(text: string): Subject | undefined {
  const said = text.trim();
  if (said === "" || said.length > longest || /\s/.test(said)) return undefined;
  if (/^A[KS]IA[A-Z0-9]{12,124}$/.test(said)) return { kind: "key", key: said };
  if (/^root$/i.test(said) || /^arn:[\w-]+:iam::\d{12}:root$/.test(said)) return { kind: "root" };
  if (/^arn:[\w-]+:iam::\d{12}:role\/.+/.test(said)) return { kind: "role", arn: said };
  if (/^arn:[\w-]+:(iam::\d{12}:user|sts::\d{12}:(assumed-role|federated-user))\/.+/.test(said))
    return { kind: "arn", arn: said };
  if (said.startsWith("arn:")) return undefined;
  const [, kind, name] = /^(role|user)\/([\w+=,.@-]+)$/.exec(said) ?? [];
  if (name !== undefined)
    return kind === "role" ? { kind: "role", arn: `*/${name}` } : { kind: "user", name };
  return /^[\w+=,.@-]{2,64}$/.test(said) ? { kind: "session", name: said } : undefined;
}

/** Asks for the calls that the subject made. */
export function callsOf(subject: Subject): Condition {
  switch (subject.kind) {
    case "key":
      return equals("userIdentity.accessKeyId", subject.key);
    case "arn":
      return equals("userIdentity.arn", subject.arn);
    case "role":
      return subject.arn.startsWith("*")
        ? endsWith("userIdentity.sessionContext.sessionIssuer.arn", subject.arn.slice(1))
        : equals("userIdentity.sessionContext.sessionIssuer.arn", subject.arn);
    case "user":
      return { all: [equals("userIdentity.userName", subject.name), equals("userIdentity.type", "IAMUser")] };
    case "session":
      return endsWith("userIdentity.arn", `/${subject.name}`);
    case "root":
      return equals("userIdentity.type", "Root");
  }
}

export function isCallOf(subject: Subject, { caller }: Sighting): boolean {
  switch (subject.kind) {
    case "key":
      return caller.key === subject.key;
    case "arn":
      return caller.arn === subject.arn;
    case "role":
      return subject.arn.startsWith("*")
        ? (caller.issuer?.arn.endsWith(subject.arn.slice(1)) ?? false)
        : caller.issuer?.arn === subject.arn;
    case "user":
      return caller.type === "IAMUser" && caller.userName === subject.name;
    case "session":
      return caller.arn?.endsWith(`/${subject.name}`) ?? false;
    case "root":
      return caller.type === "Root";
  }
}

export function subjectText(subject: Subject): string {
  switch (subject.kind) {
    case "key":
      return subject.key;
    case "arn":
    case "role":
      return subject.arn.replace(/^\*\//, "role/");
    case "user":
      return `user/${subject.name}`;
    case "session":
      return subject.name;
    case "root":
      return "root";
  }
}

export const equals = (path: string, ...texts: string[]): Condition => ({
  path,
  test: { op: "equals", values: texts.map(closed) },
});

const closed = (text: string): Literal => ({ type: "text", text, openStart: false, openEnd: false });

const endsWith = (path: string, text: string): Condition => ({
  path,
  test: { op: "equals", values: [{ type: "text", text, openStart: true, openEnd: false }] },
});
