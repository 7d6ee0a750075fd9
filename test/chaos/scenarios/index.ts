import type { Scenario } from "../scenario.ts";
import { awsTrouble } from "./aws.ts";
import { clocks } from "./clocks.ts";
import { containment } from "./containment.ts";
import { deliveries } from "./deliveries.ts";
import { failpointScenario } from "./failpoints.ts";
import { kills } from "./kills.ts";
import { queueLoss } from "./queue-loss.ts";
import { recovery } from "./recovery.ts";
import { rolling } from "./rolling.ts";
import { slackDown } from "./slack-down.ts";
import { slackTrouble } from "./slack-faults.ts";
import { soup } from "./soup.ts";
import { storm } from "./storm.ts";

export const scenarios: readonly Scenario[] = [
  ...[recovery, storm, soup, kills],
  ...[failpointScenario, slackTrouble, slackDown, rolling],
  ...[clocks, awsTrouble, queueLoss, deliveries, containment],
];
