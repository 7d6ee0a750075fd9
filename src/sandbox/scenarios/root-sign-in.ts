import { later } from "./noise-act.ts";
import { rootSignInAlarms } from "./root-sign-in-alarms.ts";
import { type RootSignInAnswer, rootSignInAnswer } from "./root-sign-in-answer.ts";
import { beforehand, emergencySession, rootSession } from "./root-sign-in-calls.ts";
import { rootSignInCast } from "./root-sign-in-cast.ts";
import { rootKeyUse } from "./root-sign-in-key.ts";
import type { Scenario, ScenarioOptions } from "./scenario.ts";
import { storyRandom, tellStory } from "./tell-story.ts";

/**
 * The root user's password is recovered, and a day later root signs in without MFA from an unknown address: it makes
 * itself a key, takes the second factor off the emergency user, opens a role to everybody and drops the account's
 * public access block. The key is tried from a third address. The last call is 14 minutes before `now`.
 */
export function rootSignIn(options: ScenarioOptions): Scenario<RootSignInAnswer> {
  const { now, seed = 1, accountId = "111122223333" } = options;
  const random = storyRandom("root sign-in", seed);
  const cast = rootSignInCast(accountId, seed);
  const signInAt = later(now, -51 * 60);
  const calls = [
    ...beforehand(cast, now),
    ...rootSession(cast, signInAt),
    ...emergencySession(cast, later(signInAt, 11 * 60)),
    ...rootKeyUse(cast, later(signInAt, 16 * 60), random),
  ];
  const told = tellStory(calls, { ...options, seed, accountId, random });
  return {
    name: "root-sign-in",
    title: "Root signs in without a second factor, from an address nobody knows",
    accountId,
    records: told.records,
    trailGaps: [],
    alarms: rootSignInAlarms(signInAt, { accountId, records: told.records }),
    answer: rootSignInAnswer(cast, told),
  };
}
