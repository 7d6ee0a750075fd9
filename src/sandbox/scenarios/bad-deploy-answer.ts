import type { BadDeployCast } from "./bad-deploy-cast.ts";
import { column, countBy, distinctRecords, stepAnswer } from "./count-records.ts";
import { OFFICE_ADDRESS } from "./noise-people.ts";
import type { ProxyRequest } from "./proxy-request.ts";
import type { ScenarioAnswer, StepAnswer } from "./scenario-answer.ts";
import { sessionTokens } from "./session-tokens.ts";
import type { ToldStory } from "./tell-story.ts";
import type { TrailRecord } from "./trail-record.ts";

export interface BadDeployAnswer extends ScenarioAnswer {
  /** The exact change that explains it all. */
  change: {
    eventID: string;
    eventTime: string;
    eventName: string;
    functionName: string;
    s3Key: string;
    byRole: string;
    bySession: string;
    address: string;
  };
  /** All that the same run changed, the change included. */
  releaseEventIds: string[];
  /** Role → how often it was refused since. */
  refusedByRole: Record<string, number>;
  refusingServices: string[];
  firstRefusalAt: string;
  /** Changes by people in the same hour, which explain nothing. */
  otherChangeEventIds: string[];
  serverErrors: number;
  failingRoute: string;
  /** Customers who saw an error: no single client causes them. */
  sufferingAddresses: number;
}

export function badDeployAnswer(
  cast: BadDeployCast,
  told: ToldStory,
  { requests, since }: { requests: readonly ProxyRequest[]; since: Date },
): BadDeployAnswer {
  const { of, records, duplicates, totalRecords } = told;
  const { eventName, eventSource, errorCode, ip } = column;
  const [change] = of("change");
  const ofRun = of("release", "change");
  const refused = of("refused", "refused-task");
  const onFunction = ofRun.filter(
    ({ requestParameters }) =>
      (requestParameters as { functionName?: string }).functionName === cast.functionName,
  );
  const errors = requests.filter(
    ({ at, status, route }) => at >= since && status >= 500 && route === "/checkout",
  );
  const roleArn = (role: string) => `arn:aws:iam::${cast.accountId}:role/${role}`;
  const ids = (found: TrailRecord[]) => found.map((record) => record.eventID);
  const gateway: Record<string, StepAnswer> = {
    where: {
      finds: "One route fails, and only since the release.",
      matched: errors.length,
      counts: {
        route: countBy(errors, ({ route }) => route),
        status: countBy(errors, ({ status }) => status),
      },
    },
    "who-suffers": {
      finds: "Customers everywhere suffer alike; nobody causes it.",
      matched: errors.length,
      counts: { keyId: countBy(errors, ({ keyId }) => keyId) },
    },
    "what-changed": stepAnswer(
      "The run's changes of Lambda and ECS in the hour before.",
      ofRun.filter(({ eventSource: source }) => /^(lambda|ecs)\./.test(source)),
      { counts: { eventName } },
    ),
  };
  const identity = change?.userIdentity as { arn?: string } | undefined;
  return {
    verdict: "benign",
    summary: `The pipeline's release ${cast.release} of ${cast.functionName} asks for ${cast.newSecret}, which nobody allowed its role: a bad deploy, no attack.`,
    severity: "P4",
    runbook: "who-changed-this",
    inputs: { resource: cast.functionName },
    officeAddress: OFFICE_ADDRESS,
    steps: {
      "who-changed-this": {
        hour: stepAnswer("The pipeline released the function minutes before.", onFunction, {
          counts: { eventName, ip },
        }),
        around: stepAnswer(
          "The same run changed stack, function and service; other runs of the pipeline stand beside it.",
          aroundChange(records, { byRole: cast.pipelineRoleArn, at: onFunction.at(-1)?.eventTime ?? "" }),
        ),
      },
      "unauthorized-api-calls": {
        refused: stepAnswer(
          "Five services refused the function's role, the same calls again and again.",
          of("refused"),
          {
            counts: { eventName, eventSource, errorCode },
          },
        ),
      },
      "proxy-errors": gateway,
    },
    hostileTexts: [cast.hostileTitle, cast.hostileAgent],
    secrets: [...sessionTokens(records), cast.taskPassword],
    change: {
      eventID: change?.eventID ?? "",
      eventTime: change?.eventTime ?? "",
      eventName: change?.eventName ?? "",
      functionName: cast.functionName,
      s3Key: `${cast.functionName}/${cast.release}.zip`,
      byRole: cast.pipelineRoleArn,
      bySession: identity?.arn?.split("/").at(-1) ?? "",
      address: String(change?.sourceIPAddress),
    },
    releaseEventIds: ids(ofRun),
    refusedByRole: {
      [roleArn(cast.functionName)]: of("refused").length,
      [roleArn(cast.taskRole)]: of("refused-task").length,
    },
    refusingServices: Object.keys(countBy(refused, eventSource)).sort(),
    firstRefusalAt: refused[0]?.eventTime ?? "",
    otherChangeEventIds: ids(of("other-change")),
    serverErrors: errors.length,
    failingRoute: "/checkout",
    sufferingAddresses: new Set(errors.map(({ clientIp }) => clientIp)).size,
    duplicates,
    totalRecords,
  };
}

const AROUND_MINUTES = 15;

/** Every change by the pipeline's role, whichever run's, a quarter of an hour before and after. */
function aroundChange(
  records: readonly TrailRecord[],
  { byRole, at }: { byRole: string; at: string },
): TrailRecord[] {
  return distinctRecords(records).filter(({ userIdentity, readOnly, eventTime }) => {
    const { sessionContext } = userIdentity as { sessionContext?: { sessionIssuer?: { arn?: string } } };
    const apart = Math.abs(Date.parse(eventTime) - Date.parse(at));
    return (
      readOnly === false && sessionContext?.sessionIssuer?.arn === byRole && apart <= AROUND_MINUTES * 60_000
    );
  });
}
