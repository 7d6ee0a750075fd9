import { badDeploy } from "./bad-deploy.ts";
import { proxyAbuse } from "./proxy-abuse.ts";
import { publicBucket } from "./public-bucket.ts";
import { rootSignIn } from "./root-sign-in.ts";
import type { Scenario, ScenarioName, ScenarioOptions } from "./scenario.ts";
import { stolenKey } from "./stolen-key.ts";
import { trailTampering } from "./trail-tampering.ts";

/** Every story that the sandbox can tell. */
export const scenarios: Record<ScenarioName, (options: ScenarioOptions) => Scenario> = {
  "stolen-key": stolenKey,
  "root-sign-in": rootSignIn,
  "trail-tampering": trailTampering,
  "public-bucket": publicBucket,
  "proxy-abuse": proxyAbuse,
  "bad-deploy": badDeploy,
};

export const scenarioNames = Object.keys(scenarios) as ScenarioName[];
