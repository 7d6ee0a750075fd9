import { z } from "zod";
import { accessFormats } from "../domain/access-log/read-line.ts";
import { parseDuration } from "../domain/duration.ts";
import { InputError } from "../domain/errors.ts";
import { severities } from "../domain/finding.ts";
import { defaultGrouping } from "../domain/incident/grouping.ts";
import { parseNetwork } from "../domain/query/network.ts";
import { accountForm, accountId, region } from "./account.ts";
import { duration } from "./duration.ts";
import { identityForm } from "./identity.ts";
import { channelId, personOrGroup } from "./ids.ts";
import { ladderForm, ladderName } from "./ladder.ts";
import { hoursIn, laddersIn } from "./local-time.ts";
import { groupBy, routeForm } from "./route.ts";
import { remindersForm, resolveForm } from "./tending.ts";
import { zoneName } from "./zone.ts";

const command = z.string().regex(/^\/[a-z0-9_-]{1,31}$/, "must be a slash command such as /incident");

function checkNetwork(text: string, context: z.RefinementCtx): void {
  try {
    parseNetwork(text);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    context.addIssue({ code: "custom", message: error.message });
  }
}

const network = z.string().superRefine(checkNetwork);

/** What looks like an address has to be one: a query would find out in the middle of the night. */
const listed = z
  .string()
  .min(1)
  .superRefine((text, context) => {
    if (/^[\d.]+(\/.*)?$/.test(text)) checkNetwork(text, context);
  });

/** Where one access proxy writes its log. */
const accessLog = z
  .strictObject({
    account: accountId,
    /** Of the log group; the account's first one unless told. */
    region: region.optional(),
    logGroup: z.string().min(1).optional(),
    folder: z.string().min(1).optional(),
    format: z.enum(accessFormats, `must be one of ${accessFormats.join(", ")}`).default("auto"),
    /** Your own proxies in front of this one: whom they heard from is believed. */
    trustedProxies: z.array(network).default([]),
  })
  .refine(
    ({ logGroup, folder }) => (logGroup === undefined) !== (folder === undefined),
    "needs either logGroup or folder",
  );

const rate = z.number().min(0.1);

/** Session cookies go over plain HTTP on this machine alone. */
const webForm = z.strictObject({
  /** Where people reach the pages: what Slack sends them back to. */
  url: z
    .url("must be the address of the pages, such as https://cairn.example.com")
    .refine(
      (text) => /^(https:\/\/[^/?#@]+|http:\/\/(127\.0\.0\.1|localhost)(:\d+)?)\/?$/.test(text),
      "must begin with https:// and have no path",
    )
    .transform((text) => text.replace(/\/$/, "")),
  /** Of the Slack app (Basic Information). */
  clientId: z
    .string()
    .regex(/^\d+\.\d+$/, "must be the Slack app's client id, such as 1234567890.0987654321")
    .optional(),
});

const written = z.strictObject({
  /** The organisation's local time: shown beside UTC, and meant by hours that name no zone of their own. */
  zone: zoneName.default("UTC"),
  slack: z.strictObject({
    channel: channelId,
    mode: z.enum(["socket", "http"]).default("socket"),
    /** Where Slack delivers to, in http mode. */
    port: z.int().min(0).max(65_535).default(3000),
    commands: z
      .strictObject({
        incident: command.default("/incident"),
        runbook: command.default("/runbook"),
        trail: command.default("/trail"),
      })
      .refine((names) => new Set(Object.values(names)).size === 3, "must be three different names")
      .prefault({}),
  }),
  people: z
    .strictObject({
      responders: z.array(personOrGroup).default([]),
      leads: z.array(personOrGroup).default([]),
      admins: z.array(personOrGroup).default([]),
    })
    .prefault({}),
  accounts: z
    .array(accountForm)
    .min(1, "needs at least one account to ask")
    .superRefine((accounts, context) => {
      for (const [index, { id }] of accounts.entries())
        if (accounts.findIndex((each) => each.id === id) < index)
          context.addIssue({
            code: "custom",
            path: [index, "id"],
            message: `${id} is there twice. Keep one.`,
          });
    }),
  /** Access logs of API Gateway, Kong and Envoy, for questions from access-log. */
  accessLogs: z.array(accessLog).default([]),
  routes: z.array(routeForm).default([]),
  /** Who is called one after the other while nobody answers. */
  ladders: z.record(ladderName, ladderForm).default({}),
  /** The one of incidents that no route gives another. */
  ladder: ladderName.optional(),
  lists: z.record(z.string().regex(/^[a-z][a-z0-9_]*$/i), z.array(listed)).default({}),
  severity: z.enum(severities).default("P3"),
  /** Who people of AWS are in Slack, and which pipelines there are; the first that fits counts. */
  identities: z.array(identityForm).default([]),
  /** How long before an answer's window to look for what is new in it. */
  baseline: z
    .string()
    .default("14d")
    .transform((text) => parseDuration(text) ?? 0)
    .refine((seconds) => seconds >= 86_400 && seconds <= 90 * 86_400, "must be a length from 1d to 90d"),
  grouping: z
    .strictObject({
      /** Alarms that agree in these share an incident as long as it is open. */
      by: groupBy.default([...defaultGrouping]),
      /** Firing again this soon after the incident was resolved opens it anew, in the same thread. */
      reopenWithin: duration.prefault("30m"),
      /** More new incidents than this in one minute and channel become one storm incident. */
      stormAt: z.int().min(2, "must be at least 2").default(9),
    })
    .prefault({}),
  /** Incidents whose alarms are all OK again. */
  resolve: resolveForm.prefault({}),
  reminders: remindersForm.prefault({}),
  runbooks: z.string().optional(),
  /** The write calls before an alarm, told in its incident's thread without being asked. */
  whatChanged: z
    .strictObject({
      off: z.boolean().default(false),
      /** Before the alarm. */
      minutes: z.int().min(5).max(1_440).default(60),
      /** Roles and users of pipelines beside the usual names, with `*`: told in one line each. */
      pipelines: z.array(z.string().min(1)).default([]),
    })
    .prefault({}),
  intake: z
    .strictObject({
      queue: z.url("must be the queue's URL").optional(),
      region: region.optional(),
      topics: z.array(z.string().regex(/^arn:aws[a-z-]*:sns:/, "must be a topic's ARN")).default([]),
    })
    .prefault({}),
  events: z.strictObject({ bus: z.string().min(1), region: region.optional() }).optional(),
  /** E-mail by way of an SNS topic, when Slack has not taken a message for a minute. */
  alerts: z
    .strictObject({ topic: z.string().regex(/^arn:aws[a-z-]*:sns:/, "must be a topic's ARN") })
    .optional(),
  /** Calls a second per account and Region, of all processes together; people and other tools share AWS's quotas. */
  budget: z
    .strictObject({
      /** Event history. AWS allows 2, and does not raise it. */
      lookupEvents: rate.default(1),
      /** Log groups. AWS allows 5 to 25, depending on the Region. */
      filterLogEvents: rate.default(2.5),
      /** Logs Insights: starts. AWS allows 10, and 100 queries at once; too many at once are waited out. */
      startQuery: rate.default(5),
      /** Logs Insights: looks and pages. AWS allows 10. */
      getQueryResults: rate.default(5),
      /** Athena: starts. AWS allows 20, and raises it. */
      startQueryExecution: rate.default(5),
      /** Athena: looks, and as many pages again. AWS allows 100 of each. */
      getQueryExecution: rate.default(20),
    })
    .prefault({}),
  http: z.strictObject({ port: z.int().min(0).max(65_535).optional() }).prefault({}),
  /** The pages, once people can reach them. */
  web: webForm.optional(),
});

/** `cairn.yml`. */
export const settingsForm = written.transform(({ ladders, reminders, ...file }) => ({
  ...file,
  ladders: laddersIn(file.zone, ladders),
  reminders: { ...reminders, hours: hoursIn(file.zone, reminders.hours) },
}));

const token = (prefix: string, what: string) =>
  z.string({ error: `is missing: ${what}` }).startsWith(prefix, `must start with ${prefix}: ${what}`);

/** In the order in which they are started. */
export const processRoles = ["sender", "worker", "slack", "intake", "web"] as const;
export type ProcessRole = (typeof processRoles)[number];

const roleList = z
  .string()
  .transform((text) => text.split(",").map((each) => each.trim()))
  .pipe(
    z.array(z.enum(processRoles, `must be some of ${processRoles.join(", ")}, separated by commas`)).min(1),
  );

const port = z
  .string()
  .regex(/^\d{1,5}$/, "must be a port")
  .transform(Number)
  .refine((number) => number <= 65_535, "must be a port, 65535 at most");

/** The environment: secrets and addresses. Other variables are not looked at. */
export const environmentForm = z.object({
  SLACK_BOT_TOKEN: token("xoxb-", "the bot token of the installed app (OAuth & Permissions)."),
  SLACK_APP_TOKEN: token(
    "xapp-",
    "the app-level token with connections:write (Basic Information).",
  ).optional(),
  SLACK_SIGNING_SECRET: z.string().min(8).optional(),
  SLACK_API_URL: z.url().optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: "must start with postgres://" }).optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: "must start with redis:// or rediss://" }).optional(),
  CAIRN_REDIS_UNSAFE: z.enum(["yes"], "must be yes or not set").optional(),
  CAIRN_AWS_ENDPOINT: z.url().optional(),
  SLACK_CLIENT_SECRET: z.string().min(8).optional(),
  CAIRN_SESSION_KEY: z.string().min(32, "must have at least 32 characters").optional(),
  CAIRN_INTAKE_KEY: z.string().min(20, "must have at least 20 characters").optional(),
  CAIRN_INTAKE_KEY_NEXT: z.string().min(20, "must have at least 20 characters").optional(),
  CAIRN_HTTP_PORT: port.optional(),
  CAIRN_ROLES: roleList.optional(),
  CAIRN_FOLDER: z.string().optional(),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).optional(),
});
