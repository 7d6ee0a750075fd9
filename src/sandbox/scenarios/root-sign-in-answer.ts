import { column, isRefused, stepAnswer } from "./count-records.ts";
import { OFFICE_ADDRESS } from "./noise-people.ts";
import type { RootSignInCast } from "./root-sign-in-cast.ts";
import type { ScenarioAnswer } from "./scenario-answer.ts";
import { sessionTokens } from "./session-tokens.ts";
import type { ToldStory } from "./tell-story.ts";
import type { TrailRecord } from "./trail-record.ts";

export interface RootSignInAnswer extends ScenarioAnswer {
  /** In the order they appeared: the recovery's, the sign-in's, the key's. */
  newAddresses: string[];
  signInAddress: string;
  /** The sign-in that worked. */
  signInEventId: string;
  signedInAt: string;
  mfaUsed: "No";
  rootKey: string;
  /** Everything that root itself did, the recovery of the day before included. */
  rootCalls: number;
  /** Calls that a service made in root's name; they are nobody's sign-in. */
  serviceCallsAsRoot: number;
  doors: { eventID: string; eventTime: string; eventName: string }[];
  refusedEventIds: string[];
  /** Who else called from the sign-in's address. */
  alsoFromThere: string;
}

export function rootSignInAnswer(cast: RootSignInCast, told: ToldStory): RootSignInAnswer {
  const { story, of, records, duplicates, totalRecords } = told;
  const isRoot = ({ userIdentity }: TrailRecord) => (userIdentity as { type: string }).type === "Root";
  const asRoot = of("recovery", "sign-in", "root-read", "root-write", "root-refused");
  const writes = of("root-write");
  const changes = asRoot.filter((record) => record.readOnly === false && !isRefused(record));
  const there = of("sign-in", "root-read", "root-write", "emergency-user").filter(
    (record) => record.sourceIPAddress === cast.signInAddress,
  );
  const signIns = of("sign-in");
  const worked = signIns[1];
  const { ip, eventName, errorCode, awsRegion, key } = column;
  const emergencyArn = `arn:aws:iam::${cast.accountId}:user/${cast.emergencyUser}`;
  return {
    verdict: "attack",
    summary: `Root signed in without MFA from ${cast.signInAddress} after a password recovery the day before, made itself a key and opened a role to everybody.`,
    severity: "P1",
    runbook: "root-used",
    inputs: {},
    officeAddress: OFFICE_ADDRESS,
    steps: {
      "root-used": {
        "what-did-root-do": stepAnswer("All that root did itself, service calls left out.", asRoot, {
          counts: { ip, eventName, awsRegion },
        }),
        "sign-in": stepAnswer(
          "One failed and one successful sign-in, without MFA, from a new address.",
          signIns,
          {
            counts: { ip },
            values: { "additionalEventData.MFAUsed": mfaUsed },
          },
        ),
        "root-writes": stepAnswer("What root changed, its sign-ins and the recovery included.", changes, {
          counts: { eventName },
        }),
        "same-address": stepAnswer("The emergency user signed in from there too, without MFA.", there, {
          counts: { "userIdentity.arn": ({ userIdentity }) => (userIdentity as { arn: string }).arn },
        }),
        "day-before": stepAnswer("The password was recovered the day before.", of("recovery"), {
          counts: { ip, eventName },
        }),
        "root-key": stepAnswer(
          "The new root key was tried from a third address.",
          asRoot.filter((record) => key(record) === cast.rootKey),
          { counts: { ip, eventName } },
        ),
        evasion: stepAnswer("Two tries to blind the account were refused.", of("root-refused"), {
          counts: { eventName, errorCode },
        }),
      },
    },
    hostileTexts: [cast.hostileAgent, cast.hostileDescription],
    secrets: [...sessionTokens(records), cast.signInCode],
    newAddresses: [cast.recoveryAddress, cast.signInAddress, cast.keyAddress],
    signInAddress: cast.signInAddress,
    signInEventId: worked?.eventID ?? "",
    signedInAt: worked?.eventTime ?? "",
    mfaUsed: "No",
    rootKey: cast.rootKey,
    rootCalls: asRoot.length,
    serviceCallsAsRoot: story.filter(isRoot).length - asRoot.length,
    doors: writes.map(({ eventID, eventTime, eventName: name }) => ({ eventID, eventTime, eventName: name })),
    refusedEventIds: of("root-refused").map((record) => record.eventID),
    alsoFromThere: emergencyArn,
    duplicates,
    totalRecords,
  };
}

function mfaUsed({ additionalEventData }: TrailRecord): unknown {
  return (additionalEventData as { MFAUsed?: string } | undefined)?.MFAUsed;
}
