import { existsSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../../domain/errors.ts";
import { whyBroken } from "../../domain/runbook/broken-runbook.ts";
import { formatFault, suggestion } from "../../domain/runbook/fault.ts";
import { runbookJsonSchema } from "../../domain/runbook/runbook-json-schema.ts";
import type { Runbook } from "../../domain/runbook/schema.ts";
import { shippedRunbooks } from "../../runbook-folder.ts";
import { type CommandContext, readArguments, tellFault } from "../command.ts";
import { accessLogOptions } from "../query/folder-engine.ts";
import { runRunbook } from "./run-runbook.ts";
import { checkRunbooks, readAll } from "./runbook-check.ts";
import { runRunbookTests } from "./runbook-test.ts";

export const runbookUsage = `cairn runbook check [DIR]      every fault of the runbooks in DIR and what to look at, with file and line
cairn runbook list [DIR]       the runbooks there are
cairn runbook show ID          what a runbook says
cairn runbook test [ID...]     plays the cases of ID.test.yml, without Slack or AWS; --json for programs
cairn runbook test [ID...] --on real
                               asks each question once of the account of cairn.yml, over some recent minutes; only reads
cairn runbook schema [BLOCK]   the JSON schema of a runbook's front matter and blocks, or of one: query, frontMatter, …
cairn runbook run ID --archive DIR [options]
                               walks a runbook over a folder of CloudTrail files, without Slack or AWS

Options of run
  --alarm FILE         the alarm, as JSON in any form that CloudWatch sends
  --start TIME         when the trouble began, such as 2026-05-04T08:00:00Z; default: the alarm's time, else now
  --input name=value   an input; again for more, lists with commas
  --answer step=value  what somebody says: an answer, a choice, approved or rejected, worked or failed; again for more
  --account ID         only this account
  --region NAME        only this Region; again for more
  --access-logs DIR    where the access logs lie that a runbook asks; default: in the archive
  --format NAME        of access logs: apigateway-json, apigateway-clf, kong, envoy-text, envoy-json; default: auto
  --trusted-proxy CIDR  a network of your own proxies in front of these; again for more
  --json               for programs

Options of all
  --runbooks DIR       the folder of runbooks; default: ./runbooks, else those that come with Cairn
`;

/** `cairn runbook`. Resolves to the exit code: 0 well, 1 failed or faults found, 2 wrong use or bad input. */
export async function runRunbookCommand(argv: string[], context: CommandContext): Promise<number> {
  try {
    const { values, positionals } = readOptions(argv);
    const [verb, name, ...more] = positionals;
    if (values.help || verb === undefined || verb === "help") {
      context.stdout(runbookUsage);
      return values.help || verb ? 0 : 2;
    }
    if (more.length > 0 && verb !== "test")
      throw new InputError(`"${more.join(" ")}" is too much.\n\n${runbookUsage}`);
    const folder = values.runbooks ?? (existsSync("runbooks") ? "runbooks" : shippedRunbooks);
    switch (verb) {
      case "check":
        return checkRunbooks(name ?? folder, context);
      case "list":
        return list(name ?? folder, context);
      case "show":
        context.stdout(textOf(runbookNamed(name, folder)));
        return 0;
      case "test": {
        const ids = [name ?? [], more].flat();
        const { runbooks: all, faults } = readAll(folder);
        const chosen = ids.length === 0 ? all : ids.map((id) => runbookNamed(id, folder));
        // What cannot be read cannot be tested, and must not look as if it had been.
        if (ids.length === 0 && faults.length > 0) throw new InputError(faults.map(formatFault).join("\n"));
        if (values.on !== undefined && values.on !== "real")
          throw new InputError(
            `--on takes "real", not "${values.on}". Without it the tests are played on staged trails.`,
          );
        if (values.on === "real")
          return await (await import("./runbook-on-real.ts")).runCanaries(
            chosen,
            { account: values.account, json: values.json === true },
            context,
          );
        return await runRunbookTests(chosen, { folder, all, json: values.json === true }, context);
      }
      case "schema":
        context.stdout(`${JSON.stringify(runbookJsonSchema(name), undefined, 2)}\n`);
        return 0;
      case "run":
        return await runRunbook(runbookNamed(name, folder), values, context);
      default:
        throw new InputError(`"cairn runbook ${verb}" is unknown.\n\n${runbookUsage}`);
    }
  } catch (error) {
    return tellFault(error, context);
  }
}

function readOptions(argv: string[]) {
  return readArguments(
    {
      args: argv,
      allowPositionals: true,
      options: {
        runbooks: { type: "string" },
        archive: { type: "string" },
        alarm: { type: "string" },
        start: { type: "string" },
        input: { type: "string", multiple: true },
        answer: { type: "string", multiple: true },
        account: { type: "string" },
        region: { type: "string", multiple: true },
        ...accessLogOptions,
        on: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    },
    runbookUsage,
  );
}

function list(folder: string, context: CommandContext): number {
  const { runbooks, faults } = readAll(folder);
  for (const { id, severity, title, whenToUse } of runbooks)
    context.stdout(`${id}  ${severity}  ${title}\n    ${whenToUse}\n`);
  for (const file of new Set(faults.map((fault) => fault.file)))
    context.stderr(`BROKEN ${whyBroken(faults.filter((fault) => fault.file === file))}\n`);
  return 0;
}

/** With the shared steps it uses after it: a reviewer reads the whole. */
const textOf = ({ markdown, shared = [] }: Runbook): string =>
  [markdown, ...shared.map(({ file, markdown: text }) => `\n<!-- ${file} -->\n${text}`)].join("");

function runbookNamed(id: string | undefined, folder: string): Runbook {
  if (id === undefined) throw new InputError(`Name a runbook.\n\n${runbookUsage}`);
  const { runbooks, faults } = readAll(folder);
  const found = runbooks.find((runbook) => runbook.id === id);
  if (found) return found;
  const own = faults.filter((fault) => fault.file === join(folder, `${id}.md`));
  if (own.length > 0) throw new InputError(own.map(formatFault).join("\n"));
  const ids = runbooks.map((runbook) => runbook.id);
  throw new InputError(
    `There is no runbook "${id}" in ${folder}: there is ${ids.join(", ")}.${suggestion(id, ids)}`,
  );
}
