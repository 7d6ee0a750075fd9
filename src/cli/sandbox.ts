import { InputError } from "../domain/errors.ts";
import { runAwsSandbox } from "../sandbox/aws/cli.ts";
import { runSlackSandbox } from "../sandbox/slack/cli.ts";
import { type Command, untilStopped } from "./command.ts";

const usage = `cairn sandbox slack|aws [--port N] [options]

  slack   a workspace that a real Bolt app connects to
  aws     an account that the AWS SDK and CLI connect to; --trail DIR loads a folder of CloudTrail files

"cairn sandbox slack --help" and "cairn sandbox aws --help" tell more. Ctrl-C stops it.
`;

/** `cairn sandbox`: one of the two neighbours alone, until Ctrl-C. */
export const runSandboxCommand: Command = async ([what, ...argv], { stdout, signal }) => {
  const print = (line: string) => stdout(`${line}\n`);
  if (what === undefined || what === "--help") {
    stdout(usage);
    return what === undefined ? 2 : 0;
  }
  if (what !== "slack" && what !== "aws") throw new InputError(`There is no sandbox "${what}".\n\n${usage}`);
  const started = what === "slack" ? await runSlackSandbox(argv, print) : await runAwsSandbox(argv, print);
  if (started === undefined) return 0;
  await untilStopped(signal);
  await started.stop();
  return 0;
};
