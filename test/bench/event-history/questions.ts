import { stolenKey } from "../../../src/sandbox/scenarios/stolen-key.ts";

export const now = new Date("2026-05-04T12:00:00Z");
export const story = stolenKey({ now, seed: 7 });
export const regions = [...new Set(story.records.map(({ awsRegion }) => awsRegion))].sort();
export const window = { from: new Date("2026-05-01T00:00:00Z"), to: now };

/** As many times as much happening, each time under ids of its own. */
export function recordsTimes(times: number): { [field: string]: unknown }[] {
  return Array.from({ length: times }, (_, at) =>
    story.records.map((record) => ({
      ...record,
      eventID: at === 0 ? record.eventID : `${at}-${record.eventID}`,
    })),
  ).flat();
}

/** The busiest key of the story, which is not the stolen one. */
const busiest = (() => {
  const counts = new Map<string, number>();
  for (const { userIdentity } of story.records) {
    const key = (userIdentity as { accessKeyId?: string } | undefined)?.accessKeyId;
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].sort(([, one], [, two]) => two - one)[0]?.[0] ?? "";
})();

export interface Question {
  title: string;
  form: object;
  /** What a person may ask the CLI for, each of which finds all; the best of them is what counts. */
  attributes: [key: string, value: string][];
}

const { key } = story.answer;
export const questions: Question[] = [
  { title: "all calls of the stolen key", form: { where: { key } }, attributes: [["AccessKeyId", key]] },
  {
    title: "its denials",
    form: { where: { key, errorCode: ["AccessDenied*", "*UnauthorizedOperation"] } },
    attributes: [["AccessKeyId", key]],
  },
  {
    title: "new keys, by anybody",
    form: { where: { eventName: "CreateAccessKey" } },
    attributes: [["EventName", "CreateAccessKey"]],
  },
  {
    title: "one seldom call of the busiest key",
    form: { where: { key: busiest, eventName: "GetCallerIdentity" } },
    attributes: [
      ["AccessKeyId", busiest],
      ["EventName", "GetCallerIdentity"],
    ],
  },
  {
    title: "calls of the busiest key to EC2",
    form: { where: { key: busiest, eventSource: "ec2.amazonaws.com" } },
    attributes: [
      ["AccessKeyId", busiest],
      ["EventSource", "ec2.amazonaws.com"],
    ],
  },
  {
    title: "all changes",
    form: { where: { readOnly: false } },
    attributes: [["ReadOnly", "false"]],
  },
  {
    title: "the newest ten of these",
    form: { where: { readOnly: false }, order: "-eventTime", limit: 10 },
    attributes: [["ReadOnly", "false"]],
  },
];
