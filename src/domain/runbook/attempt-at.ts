import { InputError } from "../errors.ts";

/** Says what is wrong in a line. */
export type RefuseAt = (line: number, message: string) => undefined;

/** What reading a text throws is wrong in its line. */
export function attemptAt<Value>(read: () => Value, line: number, refuse: RefuseAt): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return refuse(line, error.message);
  }
}
