import { InputError } from "../domain/errors.ts";
import type { QuerySource } from "../domain/query/query.ts";
import type { QueryEngine, QueryRequest } from "../flows/ports.ts";

/** One engine out of those that answer under one name, each for its own source. At least one is given. */
export function engineBySource(
  name: QueryEngine["name"],
  engines: Partial<Record<QuerySource, QueryEngine>>,
): QueryEngine {
  const engineFor = ({ query, account }: QueryRequest): QueryEngine => {
    const engine = engines[query.from];
    if (engine) return engine;
    const of = account === "" ? "" : ` of account ${account}`;
    throw new InputError(
      query.from === "access-log"
        ? `The ${name} holds no access logs${of}. Name them under \`accessLogs\` in cairn.yml.`
        : `The ${name} holds no CloudTrail records${of}, only access logs. Ask another engine.`,
    );
  };
  return {
    name,
    plan: (request) => engineFor(request).plan(request),
    ask: async (request, context) => engineFor(request).ask(request, context),
  };
}
