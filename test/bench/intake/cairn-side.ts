import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { freePort } from "../../integration/line.ts";
import { ask } from "../../integration/postgres.ts";
import { type Program, startProgram } from "../process.ts";
import type { BenchAlarm, OpenSide, Wish } from "./side.ts";
import type { SlackStub } from "./slack-stub.ts";
import { usageOf } from "./usage.ts";

const accountId = "111122223333";
const region = "eu-central-1";
const root = join(import.meta.dirname, "../../..");

/** Cairn as `npm start` runs it, all roles in one process; its PostgreSQL is the one that npm installed. */
export const cairnSide =
  (program: string, serverUrl: string, slack: SlackStub): OpenSide =>
  async (wish) => {
    const folder = await mkdtemp(join(tmpdir(), "cairn-bench-cairn-"));
    const file = join(folder, "cairn.yml");
    await writeFile(file, settings(wish));
    const database = `bench_${randomBytes(6).toString("hex")}`;
    await ask(serverUrl, `create database ${database}`);
    const url = new URL(serverUrl);
    url.pathname = `/${database}`;
    const pool = new pg.Pool({ connectionString: url.href, max: 1, options: "-c search_path=cairn" });
    pool.on("error", () => {});
    const postmaster = await postmasterOf(url.href);
    const before = await usageOf(postmaster, { family: true });
    const port = await freePort();
    const key = randomBytes(16).toString("hex");
    let cairn: Program | undefined;

    const side = {
      name: "Cairn",
      request: (alarm: BenchAlarm) => ({
        origin: `http://127.0.0.1:${port}`,
        path: "/intake/eventbridge",
        headers: { "content-type": "application/json", "x-cairn-key": key },
        body: eventOf(alarm),
      }),
      kill: async () => cairn?.end("SIGKILL"),
      async start() {
        cairn = await startProgram(
          program,
          {
            AWS_ACCESS_KEY_ID: "bench",
            AWS_SECRET_ACCESS_KEY: "bench",
            CAIRN_CONFIG: file,
            CAIRN_HTTP_PORT: String(port),
            CAIRN_INTAKE_KEY: key,
            DATABASE_URL: url.href,
            SLACK_API_URL: `${slack.url}/api/`,
            SLACK_BOT_TOKEN: "xoxb-bench",
            SLACK_SIGNING_SECRET: "bench-signing-secret",
          },
          '"Cairn is up"',
        );
      },
      async stop() {
        await cairn?.end("SIGTERM");
        await pool.end();
        await ask(serverUrl, `drop database ${database} with (force)`);
        await rm(folder, { recursive: true, force: true });
      },
      async usage() {
        const own = await usageOf(cairn?.pid ?? 0);
        const server = await usageOf(postmaster, { family: true });
        return { cpuSeconds: own.cpuSeconds + server.cpuSeconds - before.cpuSeconds, peakMb: own.peakMb };
      },
      async shown() {
        const { rows } = await pool.query<{ name: string }>(
          `select a.name from incident_alarm a join shown s on s.incident_id = a.incident_id and s.key = 'root'
            where not exists (select 1 from outbox o
                               where o.incident_id = a.incident_id and o.destination = 'slack'
                                 and o.state in ('pending', 'sending'))`,
        );
        return new Set(rows.map(({ name }) => name));
      },
      async quiet() {
        const { rows } = await pool.query(
          `select 1 from inbox where state = 'new' union all
           select 1 from outbox where destination = 'slack' and state in ('pending', 'sending') limit 1`,
        );
        return rows.length === 0;
      },
    };
    await side.start();
    return side;
  };

async function postmasterOf(url: string): Promise<number> {
  const [row] = await ask(url, "show data_directory");
  const [pid = ""] = (await readFile(join(String(row?.data_directory), "postmaster.pid"), "utf8")).split(
    "\n",
  );
  return Number(pid);
}

/** As EventBridge hands it over. */
function eventOf({ name, at }: BenchAlarm): string {
  const timestamp = at.toISOString().replace("Z", "+0000");
  return JSON.stringify({
    version: "0",
    id: `bench-${name}-${at.getTime()}`,
    "detail-type": "CloudWatch Alarm State Change",
    source: "aws.cloudwatch",
    account: accountId,
    time: at.toISOString().replace(/\.\d+Z$/, "Z"),
    region,
    resources: [`arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`],
    detail: {
      alarmName: name,
      state: { value: "ALARM", reason: `Threshold Crossed: ${name}.`, timestamp },
      previousState: { value: "OK", reason: "", timestamp },
      configuration: { metrics: [] },
    },
  });
}

const settings = ({ channels, stormAt }: Wish): string => `
slack: { channel: ${channels[0]}, mode: http, port: 0 }
accounts: [{ id: "${accountId}", regions: [${region}] }]
runbooks: ${join(root, "runbooks")}
whatChanged: { off: true }
grouping: { stormAt: ${stormAt} }
routes:
${channels
  .flatMap((channel, at) =>
    [1, 2, 3, 4].map(
      (severity) =>
        `  - { match: { name: "c${at}-p${severity}-*" }, channel: ${channel}, severity: P${severity} }`,
    ),
  )
  .join("\n")}
`;
