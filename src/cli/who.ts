import { InputError } from "../domain/errors.ts";
import { chainAnswer, describeBehind } from "../domain/identity/describe-chain.ts";
import { mapIdentity } from "../domain/identity/map-identity.ts";
import { parseSubject } from "../domain/identity/subject.ts";
import { describeCompleteness } from "../domain/query/completeness.ts";
import { shortenKeys } from "../domain/text/redact.ts";
import { plainText } from "../domain/text/text.ts";
import { visible } from "../domain/text/visible.ts";
import type { Ports } from "../flows/ports.ts";
import { traceIdentity } from "../flows/runs/trace-identity.ts";
import { type CommandContext, readArguments, tellFault } from "./command.ts";
import { folderEngine } from "./query/folder-engine.ts";
import { readWindow, wholeArchive } from "./query/read-question.ts";
import { renderTable } from "./table.ts";

export const whoUsage = `cairn who KEY-ARN-OR-SESSION [options]

Who is behind an access key, the ARN of a user, role or session, a session's name, role/x, user/x or root: walks from
session to session to the person, pipeline or machine, a question to CloudTrail for each hop.

  --archive DIR        ask a folder of CloudTrail files, or s3://bucket/prefix, instead of the accounts of cairn.yml
  --from TIME --to TIME  when they called, such as 2026-05-04T08:00:00Z
  --last 24h           the same as a length until now; 24h when no time is given, of an archive all of it
  --account ID         an account of cairn.yml; the first one unless told
  --region NAME        only this Region; may be given again
  --json               prints { who, confidence, because, mapped, hops, notes, completeness }
`;

const options = {
  archive: { type: "string" },
  from: { type: "string" },
  to: { type: "string" },
  last: { type: "string" },
  account: { type: "string" },
  region: { type: "string", multiple: true },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** `cairn who`. Resolves to the exit code: 0 traced, 1 failed or nobody found, 2 wrong use or bad input. */
export async function runWhoCommand(argv: string[], context: CommandContext): Promise<number> {
  try {
    const { values, positionals } = readArguments({ args: argv, options, allowPositionals: true }, whoUsage);
    if (values.help) {
      context.stdout(whoUsage);
      return 0;
    }
    return await who(positionals, values, context);
  } catch (error) {
    return tellFault(error, context);
  }
}

type Options = {
  archive?: string;
  from?: string;
  to?: string;
  last?: string;
  account?: string;
  region?: string[];
  json?: boolean;
};

async function who([of, ...more]: string[], values: Options, context: CommandContext): Promise<number> {
  const subject = of === undefined || more.length > 0 ? undefined : parseSubject(of);
  if (subject === undefined)
    throw new InputError(`Name one key, ARN, session, role/x, user/x or root.\n\n${whoUsage}`);
  const now = context.now ?? (() => new Date());
  const { ports, account, stop } = await whereToAsk(values, now);
  const lastDay = { from: new Date(now().getTime() - 86_400_000), to: now() };
  const given = readWindow(values, now());
  const window = given ?? (values.archive === undefined ? lastDay : wholeArchive);
  try {
    const { chain, completeness } = await traceIdentity(
      ports,
      { subject, window, account, askedBy: { name: "cairn" } },
      { signal: context.signal ?? new AbortController().signal, progress: () => {} },
    );
    const mapped = mapIdentity(chain, ports.settings.identities);
    const { columns, rows } = chainAnswer(chain);
    const { behind, notes } = chain;
    if (values.json) {
      const shown = {
        who: behind.name,
        kind: behind.kind,
        confidence: behind.confidence,
        because: behind.because,
      };
      context.stdout(
        `${visible(JSON.stringify({ ...shown, mapped, hops: rows, notes, completeness }), 1_000_000)}\n`,
      );
      return chain.hops.length > 0 ? 0 : 1;
    }
    const lines = [
      plainText(describeBehind(chain, mapped)),
      ...notes,
      ...(mapped && mapped.to !== "pipeline"
        ? [`In Slack: ${mapped.to === "slack" ? mapped.id : mapped.email} (by ${mapped.by}).`]
        : []),
    ];
    const reach = completeness && given ? describeCompleteness(completeness) : [];
    context.stdout(
      [
        ...[...lines, ...reach].map((line) => visible(shortenKeys(line), 2_000)),
        ...(rows.length > 0 ? ["", renderTable(columns, rows)] : []),
        "",
      ].join("\n"),
    );
    return chain.hops.length > 0 ? 0 : 1;
  } finally {
    stop();
  }
}

interface Asked {
  ports: Pick<Ports, "enginesFor"> & { settings: Pick<Ports["settings"], "accounts" | "identities"> };
  account: string;
  stop: () => void;
}

async function whereToAsk({ archive, account = "", region }: Options, now: () => Date): Promise<Asked> {
  if (archive !== undefined) {
    const engine = await folderEngine(archive, { account, region }, now);
    const accounts = [{ id: account, regions: region ?? [] }];
    const ports = { enginesFor: () => [engine], settings: { accounts, identities: [] } };
    return { ports, account, stop: () => {} };
  }
  // Loaded only when AWS itself is asked.
  const [{ readSettingsFile }, { createAwsClients }, { createEngines }, { ownBudget }] = await Promise.all([
    import("../config.ts"),
    import("../aws/clients.ts"),
    import("../parts/engines.ts"),
    import("./query/own-budget.ts"),
  ]);
  const file = readSettingsFile(process.env);
  const found = account === "" ? file.accounts[0] : file.accounts.find(({ id }) => id === account);
  if (found === undefined) throw new InputError(`The account ${account} is not in cairn.yml.`);
  const clients = createAwsClients({
    accounts: file.accounts.map(({ role, ...each }) => ({ ...each, roleArn: role })),
    region: found.regions[0] ?? "us-east-1",
    endpoint: process.env.CAIRN_AWS_ENDPOINT || undefined,
  });
  const { lookupEvents, filterLogEvents } = file.budget;
  const takeBudget = ownBudget((api) => (api === "LookupEvents" ? lookupEvents : filterLogEvents));
  const accounts = file.accounts.map((each) =>
    region && each.id === found.id ? { ...each, regions: region } : each,
  );
  return {
    ports: {
      enginesFor: createEngines(file, { clients, takeBudget, now }),
      settings: { accounts, identities: file.identities },
    },
    account: found.id,
    stop: () => clients.close(),
  };
}
