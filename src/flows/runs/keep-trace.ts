import type { Asked } from "../../domain/asked.ts";
import type { Finding } from "../../domain/finding.ts";
import type { IdentityChain } from "../../domain/identity/chain.ts";
import { chainAnswer, chainPath, describeBehind } from "../../domain/identity/describe-chain.ts";
import type { Mapped } from "../../domain/identity/map-identity.ts";
import type { Completeness } from "../../domain/query/query.ts";
import type { Run } from "../../domain/run/run.ts";
import { author, inserted, type Segment } from "../../domain/text/text.ts";
import { rowsHash } from "../../domain/timeline/audit.ts";
import type { Ports } from "../ports.ts";
import { askPerson } from "../runbook/ask-person.ts";
import { sayRun } from "./say-run.ts";

/** Who somebody of AWS is in Slack, or why that is not known. */
export type SlackPerson = { id: string; name: string } | { unknown: string };

export interface Traced {
  chain: IdentityChain;
  completeness?: Completeness;
  mapped: Mapped | undefined;
  person: SlackPerson;
}

/** The chain as rows, what it means as a finding, and the question to the person, together or not at all. */
export async function keepTrace(
  { store, clock }: Pick<Ports, "store" | "clock">,
  run: Run,
  { chain, completeness, mapped, person }: Traced,
): Promise<void> {
  const answer = chainAnswer(chain);
  const finding: Finding = {
    stepId: run.stepId ?? "",
    level: chain.behind.confidence === "weak" ? "unknown" : "note",
    say: [...describeBehind(chain, mapped), ...inSlack(person, mapped), ...remarks(chain)],
    eventIds: chain.hops.map(({ eventId }) => eventId),
  };
  await store.transaction(async (tx) => {
    const incident = await tx.lockIncident(run.incidentId);
    const now = clock();
    const done: Run = {
      ...run,
      state: "done",
      endedAt: now,
      progress: null,
      completeness: completeness ?? null,
      rowCount: answer.rows.length,
      rowsHash: rowsHash(answer.columns, answer.rows),
      findings: [finding],
    };
    if (!(await tx.saveRun(done))) return;
    await tx.keepRows(run.id, answer);
    const body = {
      run: run.id,
      title: run.title,
      rows: answer.rows.length,
      matched: completeness?.matched ?? 0,
      engine: completeness?.engine ?? "none",
      rowsHash: done.rowsHash,
    };
    await tx.record(incident.id, { actor: { kind: "system" }, action: "run.finish", body }, now);
    if (run.stepId !== null) {
      const how = [...chainPath(chain), ...(mapped ? [author(" ← "), inserted(mapped.by)] : [])];
      const asked: Omit<Asked, "position" | "remindAt"> = {
        incidentId: incident.id,
        stepId: run.stepId,
        how,
        ...("id" in person
          ? { person: { id: person.id, name: person.name }, way: "dm", trouble: null }
          : { person: null, way: "nobody", trouble: person.unknown }),
      };
      await askPerson(tx, incident, asked, now);
    }
    await sayRun(tx, run);
  });
}

/** The name as text: who is mentioned is for the message that asks them. */
const inSlack = (person: SlackPerson, mapped: Mapped | undefined): Segment[] =>
  "id" in person
    ? [
        author(" In Slack: "),
        inserted(person.name),
        author(" (by "),
        inserted(mapped?.by ?? "the settings"),
        author(")."),
      ]
    : [author(" In Slack: nobody. "), inserted(person.unknown)];

const remarks = ({ notes }: IdentityChain): Segment[] =>
  notes.flatMap((note) => [author(" "), inserted(note)]);
