#!/usr/bin/env node
import { CairnError, InputError } from "../domain/errors.ts";
import { spellOut } from "../domain/text/visible.ts";
import type { Command, CommandContext } from "./command.ts";

interface Entry {
  summary: string;
  load: () => Promise<Command>;
}

const commands: Record<string, Entry> = {
  demo: {
    summary: "a workspace, an account and an incident on this machine",
    load: async () => (await import("./demo/demo.ts")).runDemoCommand,
  },
  query: {
    summary: "ask a folder of CloudTrail files",
    load: async () => (await import("./query/query.ts")).runQueryCommand,
  },
  who: {
    summary: "the person, pipeline or machine behind a key, an ARN or a session",
    load: async () => (await import("./who.ts")).runWhoCommand,
  },
  runbook: {
    summary: "check, list, show or run runbooks",
    load: async () => (await import("./runbook/runbook.ts")).runRunbookCommand,
  },
  sandbox: {
    summary: "start the workspace or the account alone",
    load: async () => (await import("./sandbox.ts")).runSandboxCommand,
  },
  config: {
    summary: "check cairn.yml, and explain what an alarm would get",
    load: async () => (await import("./config.ts")).runConfigCommand,
  },
  connect: {
    summary: "what an AWS account or a Slack workspace needs for Cairn",
    load: async () => (await import("./connect.ts")).runConnectCommand,
  },
  inbox: {
    summary: "messages that were received, and those nobody understood",
    load: async () => (await import("./inbox.ts")).runInboxCommand,
  },
  "page-link": {
    summary: "the address of an incident's page",
    load: async () => (await import("./page-link.ts")).runPageLinkCommand,
  },
  transcript: {
    summary: "an incident as Markdown",
    load: async () => (await import("./transcript.ts")).runTranscriptCommand,
  },
};

const usage = `cairn <command> [options]

${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}`)
  .join("\n")}

"cairn <command> --help" tells more. "npm start" starts Cairn itself.
`;

async function main(): Promise<number> {
  // Of no use to somebody who tries a command; "npm start" shows it.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const [name = "help", ...argv] = process.argv.slice(2);
  if (["help", "--help", "-h"].includes(name)) {
    process.stdout.write(usage);
    return 0;
  }
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (entry === undefined) {
    process.stderr.write(`There is no command "${name}".\n\n${usage}`);
    return 2;
  }
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());
  const context: CommandContext = {
    // The last place before the terminal: whatever a record, a file name or an error holds, nothing in it acts.
    stdout: (text) => process.stdout.write(spellOut(text)),
    stderr: (text) => process.stderr.write(spellOut(text)),
    stdin: process.stdin,
    signal: stop.signal,
  };
  const command = await entry.load();
  return command(argv, context);
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    // What people can mend is told in words, a bug with its stack.
    const told =
      error instanceof CairnError ? error.message : error instanceof Error ? error.stack : String(error);
    process.stderr.write(spellOut(`${told}\n`));
    process.exitCode = error instanceof InputError ? 2 : 1;
  },
);
