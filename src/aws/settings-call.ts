import { CairnError } from "../domain/errors.ts";
import type { Unknown } from "../domain/recording/recording-facts.ts";
import type { AskedBy, TakeBudget } from "../flows/ports.ts";
import { callAws, type Wait } from "./call-aws.ts";
import type { AwsClients } from "./clients.ts";
import type { AwsCall } from "./errors.ts";

export interface SettingsOptions {
  clients: Pick<AwsClients, "cloudtrail" | "logs" | "forget">;
  takeBudget: TakeBudget;
  now: () => Date;
  wait?: Wait;
}

/** Who looks at an account's settings. */
export interface Looking {
  askedBy: AskedBy;
  signal: AbortSignal;
}

/** One look at an account's settings; what AWS refuses is an answer too. Rejects only when aborted, or by a bug. */
export async function lookAt<Found extends object>(
  { clients, takeBudget, wait }: SettingsOptions,
  call: AwsCall,
  { askedBy, signal }: Looking,
  send: () => Promise<Found>,
): Promise<Found | Unknown> {
  const refreshCredentials = () => clients.forget(call.account, askedBy);
  try {
    return await callAws(call, { takeBudget, signal, wait, refreshCredentials }, send);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof CairnError)) throw error;
    return unknownFrom(error);
  }
}

/** The policy statement stands apart from the sentence: it is to be copied. */
function unknownFrom({ message }: CairnError): Unknown {
  const [, denied, statement] =
    /^(AWS denied .*?)\. Allow it in the role's policy: (\{.*\})$/s.exec(message) ?? [];
  return denied === undefined || statement === undefined
    ? { unknown: message }
    : { unknown: `${denied}.`, fix: statement };
}
