import type { Act } from "./noise-act.ts";
import { functionSession } from "./noise-functions.ts";
import { driftCheck, legacyArchiver, monitoringVendor } from "./noise-machines.ts";
import { cliDeveloper, consoleDeveloper, emergencySignIn, ssoSignIn } from "./noise-people.ts";
import { ciPipeline } from "./noise-pipeline.ts";
import { allDay, customers, night, officeHours, type Rhythm } from "./noise-rhythm.ts";
import { configRecorder, keyRotation, logDelivery, scaling, scanner } from "./noise-services.ts";
import { backupRun, shopTask, webServer } from "./noise-workloads.ts";

/** Who is there, how much of the day is theirs (in records), and when they act. */
export const CROWD: { share: number; records: number; act: Act; rhythm: Rhythm }[] = [
  { share: 24, records: 4, act: functionSession, rhythm: customers },
  { share: 14, records: 3, act: shopTask, rhythm: customers },
  { share: 10, records: 1, act: webServer, rhythm: customers },
  { share: 12, records: 4, act: configRecorder, rhythm: allDay },
  { share: 6, records: 4, act: scanner, rhythm: allDay },
  { share: 5, records: 1, act: scaling, rhythm: customers },
  { share: 7, records: 2, act: logDelivery, rhythm: allDay },
  { share: 8, records: 5, act: monitoringVendor, rhythm: allDay },
  { share: 3, records: 15, act: ciPipeline, rhythm: officeHours },
  { share: 3, records: 45, act: driftCheck, rhythm: allDay },
  { share: 4, records: 4, act: consoleDeveloper, rhythm: officeHours },
  { share: 2, records: 4, act: cliDeveloper, rhythm: officeHours },
  { share: 0.4, records: 2, act: ssoSignIn, rhythm: officeHours },
  { share: 0.06, records: 2, act: emergencySignIn, rhythm: officeHours },
  { share: 2, records: 8, act: backupRun, rhythm: night },
  { share: 0.5, records: 3, act: legacyArchiver, rhythm: allDay },
  { share: 0.15, records: 1, act: keyRotation, rhythm: allDay },
];
