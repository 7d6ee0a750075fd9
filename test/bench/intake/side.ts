import type { Usage } from "./usage.ts";

/** One alarm of a case; its name is unique there and tells all of it. */
export interface BenchAlarm {
  name: string;
  /** Index of its channel in the wish. */
  channel: number;
  severity: 1 | 2 | 3 | 4;
  at: Date;
}

export const benchAlarm = (
  nth: number,
  { channels }: Pick<Wish, "channels">,
  severity: 1 | 2 | 3 | 4 = 3,
) => {
  const channel = nth % channels.length;
  return { name: `c${channel}-p${severity}-bench-${nth}`, channel, severity, at: new Date() };
};

/** The alarms that a text speaks of. */
export const namesIn = (said: string): string[] => said.match(/c\d+-p\d-bench-\d+/g) ?? [];

export interface Request {
  /** Origin, such as http://127.0.0.1:9093. */
  origin: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** How a case wants both sides set up. */
export interface Wish {
  /** Where alarms are shown, each in one of them. */
  channels: readonly string[];
  /** Cairn: more new incidents than this in a minute and channel fold into one. */
  stormAt: number;
  /** Alertmanager: how soon it looks at a group again. */
  groupInterval: string;
}

/** Something that takes alarms and shows them in Slack: one running instance, with its own data. */
export interface Side {
  name: string;
  request(alarm: BenchAlarm): Request;
  /** SIGKILL, as the kernel or a node that is lost would. */
  kill(): Promise<void>;
  /** On the data that is there; resolves when it takes alarms. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Of everything that belongs to it. */
  usage(): Promise<Usage>;
  /** Names of the alarms that people have been told of, each by a message of its own or counted in one. */
  shown(): Promise<ReadonlySet<string>>;
  /** True when nothing waits to be worked on or to be sent; undefined from whoever cannot tell. */
  quiet(): Promise<boolean | undefined>;
}

export type OpenSide = (wish: Wish) => Promise<Side>;
