import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../integration/line.ts";
import { type BenchAlarm, namesIn, type OpenSide, type Wish } from "./side.ts";
import type { SlackStub } from "./slack-stub.ts";
import { usageOf } from "./usage.ts";

const names = ["prometheus-alertmanager", "alertmanager"];

/** What it is called here, and its version; undefined when it is not on the PATH. */
export function findAlertmanager(): { command: string; version: string } | undefined {
  for (const command of names) {
    const { status, stdout, stderr } = spawnSync(command, ["--version"], { encoding: "utf8" });
    if (status === 0) return { command, version: /version (\S+)/.exec(stdout + stderr)?.[1] ?? "unknown" };
  }
  return undefined;
}

export const alertmanagerSide =
  (command: string, slack: SlackStub): OpenSide =>
  async (wish) => {
    const folder = await mkdtemp(join(tmpdir(), "cairn-bench-alertmanager-"));
    const file = join(folder, "alertmanager.yml");
    await writeFile(file, settings(wish, slack));
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    let child: ChildProcess | undefined;
    const end = async (signal: NodeJS.Signals) => {
      if (child?.exitCode !== null || child.signalCode) return;
      const ended = once(child, "exit");
      child.kill(signal);
      await ended;
    };
    const side = {
      name: "Alertmanager",
      request: ({ name, severity, channel, at }: BenchAlarm) => ({
        ...{ origin, path: "/api/v2/alerts", headers: { "content-type": "application/json" } },
        body: JSON.stringify([
          {
            labels: { alertname: name, severity: `P${severity}`, channel: wish.channels[channel] },
            annotations: { summary: `Threshold Crossed: ${name}.` },
            startsAt: at.toISOString(),
          },
        ]),
      }),
      kill: () => end("SIGKILL"),
      async start() {
        child = spawn(
          command,
          [
            `--config.file=${file}`,
            `--storage.path=${join(folder, "data")}`,
            `--web.listen-address=127.0.0.1:${port}`,
            "--cluster.listen-address=",
            "--log.level=error",
          ],
          { stdio: "ignore" },
        );
        for (let tries = 0; tries < 200; tries++) {
          if (
            await fetch(`${origin}/-/ready`)
              .then(({ ok }) => ok)
              .catch(() => false)
          )
            return;
          await sleep(50);
        }
        throw new Error("Alertmanager was not up within ten seconds.");
      },
      async stop() {
        await end("SIGKILL");
        await rm(folder, { recursive: true, force: true });
      },
      usage: () => usageOf(child?.pid ?? 0),
      shown: async () => new Set(slack.arrivals.flatMap(({ said }) => namesIn(said))),
      quiet: async () => undefined,
    };
    await side.start();
    return side;
  };

/** Every alarm a group of its own, told at once: the quickest it can do. */
const settings = ({ channels, groupInterval }: Wish, slack: SlackStub): string => `
route:
  receiver: ${channels[0]}
  group_by: ['...']
  group_wait: 0s
  group_interval: ${groupInterval}
  repeat_interval: 4h
  routes:
${channels.map((channel) => `    - { receiver: ${channel}, matchers: ['channel="${channel}"'] }`).join("\n")}
receivers:
${channels
  .map(
    (channel) => `  - name: ${channel}
    slack_configs: [{ api_url: '${slack.url}/webhook/${channel}', channel: '#bench' }]`,
  )
  .join("\n")}
`;
