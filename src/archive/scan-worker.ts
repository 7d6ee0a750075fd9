import { parentPort, workerData } from "node:worker_threads";
import { onlyFields } from "./fields-read.ts";
import { inflated } from "./inflate.ts";
import { byteScanner } from "./scan-bytes.ts";
import { questionOf, type ScanOrder, type ScanReport, type ScanTask } from "./scan-order.ts";

// Runs in a thread of its own; see scan-threads.ts.
const order: ScanOrder = workerData;
const scan = byteScanner(questionOf(order));

parentPort?.on("message", ({ id, source, wantsFirst }: ScanTask) => {
  const found = inflated(source, (raw) => scan(raw, wantsFirst));
  const matches = found?.matches.map((record) => onlyFields(record, order.fields)) ?? [];
  const report: ScanReport = { id, scan: found && { ...found, matches } };
  parentPort?.postMessage(report);
});
parentPort?.postMessage("ready");
