import { join } from "node:path";

interface Change {
  /** Below src/. */
  file: string;
  part: string | RegExp;
  instead: string;
}

/** Mechanisms that no part can be taken out for: a build of their own goes without them. */
export const sourceMutations = {
  /** G3: several messages of a thread are under way at a time. */
  "no-head-of-lane": {
    file: "store/outbox.ts",
    part: /and not exists \(select 1 from outbox p\s+where p\.lane = o\.lane[^)]*\)\)\)([\s\S]*) && \(await isAlone\(ask, row\)\)/,
    instead: "$1",
  },
  /** G4: what somebody may do is not asked again when it is done. */
  "no-permission-at-run": {
    file: "flows/runs/ask-run.ts",
    part: /requireRunbookAccess\(actor, "run\.request",/,
    instead: "((..._: unknown[]) => {})(actor,",
  },
  /** G4: one may approve what one asked for. */
  "own-approval": {
    file: "domain/approval.ts",
    part: /if \(requestedBy\.kind === "responder" && requestedBy\.id === actor\.id\)/,
    instead: "if (false)",
  },
  /** G6: what an older attempt of a run brings is taken as well. */
  "no-fence": {
    file: "store/run.ts",
    part: "where id = $1 and attempt = $6 and state in ('queued', 'running')",
    instead: "where id = $1 and $6 > 0",
  },
  /** G7: entries do not hang together. */
  "no-chain": {
    file: "store/timeline.ts",
    part: "entryHash(head.chain_hash, unsealed)",
    instead: 'entryHash("", unsealed)',
  },
  /** G8: secrets are kept and shown as they came. */
  "no-redaction": {
    file: "domain/text/redact.ts",
    part: /export function redactCell\(cell: Cell, path = ""\): Cell \{/,
    instead: 'export function redactCell(cell: Cell, path = ""): Cell { return cell;',
  },
  /** G9: what strangers wrote acts in the text that Slack reads as its own marks. */
  "no-inert-text": {
    file: "slack/views/foreign-text.ts",
    part: /export const inertText = \(text: string\): string =>/,
    instead:
      "export const inertText = (text: string): string => text;\nexport const unused = (text: string): string =>",
  },
  /** G10: AWS is not told who asks. */
  "no-source-identity": {
    file: "aws/role-session.ts",
    part: "SourceIdentity: sessionName,",
    instead: "",
  },
} satisfies Record<string, Change>;

export type SourceMutation = keyof typeof sourceMutations;

export const isSourceMutation = (name: string): name is SourceMutation =>
  Object.hasOwn(sourceMutations, name);

/** For the build. Throws when the mechanism is not where it was: then nothing would be taken out. */
export function withoutMechanism(name: SourceMutation) {
  const { file, part, instead }: Change = sourceMutations[name];
  const path = join(import.meta.dirname, "../../src", file);
  return {
    name: `without ${name}`,
    enforce: "pre" as const,
    transform(code: string, id: string): string | undefined {
      if (id !== path) return undefined;
      const changed = code.replace(part, instead);
      if (changed === code) throw new Error(`${file} does not have what ${name} takes out.`);
      return changed;
    },
  };
}
