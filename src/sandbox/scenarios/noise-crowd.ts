import type { Act } from "./noise-act.ts";
import { monitoringVendor, pipeline } from "./noise-machines.ts";
import { consoleDeveloper, ssoSignIn } from "./noise-people.ts";
import {
  configRecorder,
  keyRotation,
  logDelivery,
  roleForService,
  scaling,
  webServer,
} from "./noise-services.ts";

/** Who is there, and how often they act. */
export const CROWD: [[number, Act], ...[number, Act][]] = [
  [22, roleForService],
  [10, configRecorder],
  [8, scaling],
  [7, logDelivery],
  [0.4, keyRotation],
  [20, webServer],
  [3, pipeline],
  [5, monitoringVendor],
  [6, consoleDeveloper],
  [0.3, ssoSignIn],
];
