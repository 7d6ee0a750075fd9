import type { Scenario } from "../scenario.ts";
import type { Backend } from "../world.ts";
import { failpointScenario } from "./failpoints.ts";
import { recovery } from "./recovery.ts";
import { rolling } from "./rolling.ts";
import { slackDown } from "./slack-down.ts";
import { slackTrouble } from "./slack-faults.ts";
import { soup } from "./soup.ts";
import { storm } from "./storm.ts";

/** In the order in which they are played: what is quickly told first. */
export const scenarios: readonly Scenario[] = [
  ...[recovery, failpointScenario, slackTrouble, slackDown],
  ...[rolling, storm, soup],
];

/** Each once in a few minutes, the two queues taking turns. */
export const shortRun: readonly { scenario: Scenario; backend: Backend }[] = [
  { scenario: recovery, backend: "postgres" },
  { scenario: recovery, backend: "redis" },
  { scenario: failpointScenario, backend: "postgres" },
  { scenario: failpointScenario, backend: "redis" },
  { scenario: slackTrouble, backend: "postgres" },
  { scenario: slackDown, backend: "redis" },
  { scenario: rolling, backend: "redis" },
  { scenario: storm, backend: "postgres" },
  { scenario: soup, backend: "redis" },
  { scenario: soup, backend: "postgres" },
];
