import type { Scenario } from "../scenario.ts";
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
