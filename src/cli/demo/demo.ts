import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../../domain/errors.ts";
import { createLog } from "../../log.ts";
import { scenarioNames } from "../../sandbox/scenarios/index.ts";
import { startEmbeddedPostgres } from "../../store/embedded/embedded.ts";
import { type Command, readArguments, untilStopped } from "../command.ts";
import { checkStory } from "./demo-check.ts";
import { freshDatabase } from "./demo-database.ts";
import { leaveDemoPages } from "./demo-pages.ts";
import { playStory } from "./demo-player.ts";
import { openStory } from "./demo-story.ts";
import { startDemoWorld } from "./demo-world.ts";

const usage = `cairn demo [--port N]   a workspace, an account and an incident on this machine; Ctrl-C stops it
cairn demo --auto       plays the responder too, prints the transcript, exits 0 if the known answer was found

  --story S  ${scenarioNames.join(", ")} (default ${scenarioNames[0]})
  --speed N  time passes N times faster, up to 10
  --port N   where the page listens (default 4470, or a free port)
  --fresh    forget the earlier demo
  --verbose  show Cairn's log
`;

/** A click opens a form for three seconds of the workspace's time: more speed would leave too little of ours. */
const autoSpeed = 4;

/** `cairn demo`: all of Cairn against the sandbox; nothing outside this machine is touched. */
export const runDemoCommand: Command = async (args, context) => {
  const { values } = readArguments(
    {
      args,
      options: {
        auto: { type: "boolean" },
        fresh: { type: "boolean" },
        verbose: { type: "boolean" },
        story: { type: "string", default: scenarioNames[0] },
        speed: { type: "string" },
        port: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    },
    usage,
  );
  if (values.help) {
    context.stdout(usage);
    return 0;
  }
  const port = values.port === undefined ? 4470 : Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InputError(`--port ${values.port} is not a port: give a number from 0 to 65535.`);

  const name = scenarioNames.find((each) => each === values.story);
  if (name === undefined)
    throw new InputError(`There is no story "${values.story}". There is ${scenarioNames.join(", ")}.`);
  const auto = values.auto ?? false;
  const speed = values.speed === undefined ? (auto ? autoSpeed : 1) : Number(values.speed);
  if (!(speed >= 1 && speed <= 10))
    throw new InputError(`--speed ${values.speed} is not a number from 1 to 10.`);
  const folder = join(process.env.CAIRN_FOLDER || ".cairn", auto ? "auto" : "demo");
  mkdirSync(folder, { recursive: true });
  // Standard output is the transcript's alone.
  const log = createLog({ level: values.verbose ? "info" : "error", destination: process.stderr });
  const embedded = await startEmbeddedPostgres({ folder, log });
  try {
    const story = openStory(folder, name, { fresh: auto || values.fresh === true });
    const database = await freshDatabase(embedded.url, story.id);
    const world = await startDemoWorld({
      story,
      databaseUrl: database.url,
      keep: !auto,
      port: auto ? 0 : port,
      speed,
      log,
    });
    try {
      return auto ? await playAndCheck() : await serve();
    } finally {
      await world.stop();
      if (auto) await database.drop();
    }

    async function serve(): Promise<number> {
      if (world.workspace.portTaken !== undefined)
        context.stdout(`Port ${world.workspace.portTaken} is taken; using ${world.workspace.port}.\n`);
      context.stdout(
        `\nCairn's demo is at\n\n    ${world.workspace.url}\n\n` +
          "Open it, choose who you are, and go to #incidents. Ctrl-C stops everything; next time it goes on from there.\n",
      );
      const lead = await world.cairn.pageLink?.("U0LEAD");
      if (lead !== undefined)
        context.stdout(
          `\nA lead reads incidents on pages, at\n\n    ${lead}\n\n` +
            "That is good once, for a quarter of an hour; after that, sign in there with the sandbox's Slack.\n",
        );
      const forgetPages = leaveDemoPages(folder, {
        ...{ pid: process.pid, origin: `http://127.0.0.1:${world.cairn.listening.http}` },
        ...{ databaseUrl: database.url, sessionKey: world.sessionKey, personId: "U0LEAD" },
        ...{ since: world.since.toISOString(), speed },
      });
      await untilStopped(context.signal);
      forgetPages();
      context.stdout("Stopping…\n");
      return 0;
    }

    async function playAndCheck(): Promise<number> {
      const transcript = await playStory(
        { workspace: world.workspace, scenario: story.scenario },
        {
          signal: context.signal,
          tell: (line) => context.stderr(`${line}\n`),
        },
      );
      context.stdout(transcript);
      const differences = await checkStory(
        { store: world.cairn.ports.store, scenario: story.scenario, workspace: world.workspace },
        transcript,
      );
      if (differences.length === 0) {
        context.stderr("The known answer was found.\n");
        return 0;
      }
      context.stderr(`The known answer was not found:\n${differences.map((each) => `  ${each}\n`).join("")}`);
      return 1;
    }
  } finally {
    await embedded.stop();
  }
};
