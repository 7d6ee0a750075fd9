import { type ParseArgsConfig, parseArgs } from "node:util";
import { CairnError, InputError } from "../domain/errors.ts";

/** Where a command writes to and what it reads from; `signal` stops it. */
export interface CommandContext {
  stdout(text: string): void;
  stderr(text: string): void;
  stdin?: AsyncIterable<Uint8Array | string>;
  now?: () => Date;
  signal?: AbortSignal;
}

/** Resolves to the exit code: 0 done, 1 failed, 2 wrong use or bad input. */
export type Command = (argv: string[], context: CommandContext) => Promise<number>;

/** Reads options; what is wrong becomes an InputError that shows the usage. */
export function readArguments<T extends ParseArgsConfig>(
  config: T,
  usage: string,
): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (cause) {
    throw new InputError(`${cause instanceof Error ? cause.message : String(cause)}\n\n${usage}`, { cause });
  }
}

/** Tells what went wrong, and returns the exit code. Throws what is not ours to explain. */
export function tellFault(error: unknown, { stderr }: Pick<CommandContext, "stderr">): number {
  if (!(error instanceof CairnError)) throw error;
  stderr(`${error.message}\n`);
  return error instanceof InputError ? 2 : 1;
}

/** Resolves when the command is asked to stop. */
export const untilStopped = (signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    if (signal === undefined || signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
