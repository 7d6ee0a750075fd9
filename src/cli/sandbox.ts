import { InputError } from "../domain/errors.ts";
import { runAwsSandbox } from "../sandbox/aws/cli.ts";
import { runSlackSandbox } from "../sandbox/slack/cli.ts";
import { type Command, readArguments, untilStopped } from "./command.ts";

const usage = `cairn sandbox slack|aws [--port N] [options]

  slack   a workspace that a real Bolt app connects to ("cairn sandbox slack --help" tells more)
  aws     an account that the AWS SDK and CLI connect to
          --trail DIR   a folder of CloudTrail files; without it the story of a stolen key
          --state FILE  keeps queues, rules and alarms across restarts

Ctrl-C stops it.
`;

/** `cairn sandbox`: one of the two neighbours alone, until Ctrl-C. */
export const runSandboxCommand: Command = async ([what, ...argv], { stdout, signal }) => {
  const print = (line: string) => stdout(`${line}\n`);
  if (what === undefined || what === "--help") {
    stdout(usage);
    return what === undefined ? 2 : 0;
  }
  if (what !== "slack" && what !== "aws") throw new InputError(`There is no sandbox "${what}".\n\n${usage}`);
  const started =
    what === "slack" ? await runSlackSandbox(argv, print) : await runAwsSandbox(readAwsOptions(argv), print);
  if (started === undefined) return 0;
  await untilStopped(signal);
  await started.stop();
  return 0;
};

function readAwsOptions(args: string[]) {
  const { values } = readArguments(
    { args, options: { port: { type: "string" }, trail: { type: "string" }, state: { type: "string" } } },
    usage,
  );
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && (!Number.isInteger(port) || port < 0 || port > 65_535))
    throw new InputError(`--port ${values.port} is not a port: give a number from 0 to 65535.`);
  return { port, trail: values.trail, stateFile: values.state };
}
