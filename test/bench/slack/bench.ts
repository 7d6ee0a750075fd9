import { availableParallelism, cpus, loadavg } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { testServer } from "../../integration/postgres.ts";
import { median } from "../archive/measure.ts";
import { bundle } from "../process.ts";
import { cairn, emptyBolt, type Mode, type Side } from "./sides.ts";

const usage = `npm run bench -- slack [options]

How long Slack waits for an acknowledgement: Cairn's commands and a button beside an empty Bolt app that does nothing
else, each in a sandbox workspace, in turns, over Socket Mode and over HTTP. Prints a table of p50 and p99.

  --times 200       of each command that can be repeated
  --incidents 60    for each of the two ways to acknowledge one
  --mode socket     or http: this one alone
`;

/** What is done, nth time, on a side. */
type Deed = (side: Side, nth: number) => Promise<{ ok: boolean; error?: string }>;

const person = "U0RESPONDER";
const channel = "C0INCIDENTS";

const deeds = (half: number): Record<string, { deed: Deed; repeats: boolean }> => ({
  "/incident list": {
    repeats: true,
    deed: ({ workspace }) => workspace.as(person).command({ channel, text: "/incident list" }),
  },
  "/incident ack INC-n": {
    repeats: false,
    deed: ({ workspace, incidents }, nth) => {
      const { number } = incidents[nth % incidents.length] ?? { number: 1 };
      return workspace.as(person).command({ channel, text: `/incident ack INC-${number}` });
    },
  },
  "button Acknowledge": {
    repeats: false,
    deed: ({ workspace, incidents }, nth) => {
      const at = incidents.length === 1 ? 0 : half + nth;
      const { button } = incidents[at] ?? { button: { channel, ts: "", actionId: "" } };
      return workspace.as(person).press(button);
    },
  },
});

/** Resolves to the exit code: 1 when something was not acknowledged. */
export async function run(argv: string[]): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      times: { type: "string", default: "200" },
      incidents: { type: "string", default: "60" },
      mode: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const half = Number(values.incidents);
  const modes = (["socket", "http"] as const).filter(
    (mode) => values.mode === undefined || values.mode === mode,
  );
  const program = await bundle(join(import.meta.dirname, "../../../src/main.ts"), "cairn");
  const empty = await bundle(join(import.meta.dirname, "empty-bolt.ts"), "empty-bolt");
  const server = await testServer();
  try {
    say(machine(), load(), "", `| ${columns.join(" | ")} |`, `|---|${"---|".repeat(columns.length - 1)}`);
    for (const mode of modes) {
      const sides = {
        cairn: await cairn(program, server.url, mode, 2 * half),
        bolt: await emptyBolt(empty, mode),
      };
      for (const [name, { deed, repeats }] of Object.entries(deeds(half)))
        say(await row(name, mode, sides, { deed, times: repeats ? Number(values.times) : half }));
      await sides.cairn.stop();
      await sides.bolt.stop();
    }
    say("", load());
    return 0;
  } finally {
    await server.stop();
  }
}

const columns = ["acknowledged after ms", "Cairn p50 (p99)", "empty Bolt p50 (p99)", "ratio of p50"];

async function row(
  name: string,
  mode: Mode,
  sides: Record<"cairn" | "bolt", Side>,
  { deed, times }: { deed: Deed; times: number },
): Promise<string> {
  const taken = { cairn: [] as number[], bolt: [] as number[] };
  const warm = Math.min(10, Math.floor(times / 6));
  for (let nth = 0; nth < times; nth++)
    for (const side of ["cairn", "bolt"] as const) {
      const began = performance.now();
      const { ok, error } = await deed(sides[side], nth);
      const ms = performance.now() - began;
      if (!ok) throw new Error(`${name} over ${mode} was not acknowledged: ${error}`);
      if (nth >= warm) taken[side].push(ms);
      // People are not that quick, and what follows an acknowledgement is not what is measured.
      await sleep(20);
    }
  const ratio = median(taken.cairn) / median(taken.bolt);
  return `| ${name}, ${mode} | ${shown(taken.cairn)} | ${shown(taken.bolt)} | ${ratio.toFixed(2)} |`;
}

const shown = (ms: readonly number[]): string =>
  `${median(ms).toFixed(2)} (${(ms.toSorted((a, b) => a - b)[Math.floor(ms.length * 0.99)] ?? 0).toFixed(1)})`;

const machine = (): string =>
  `Node ${process.version}, ${availableParallelism()} cores (${cpus()[0]?.model ?? "unknown"}); Slack, both apps and PostgreSQL share the cores.`;

const load = (): string =>
  `Load ${loadavg()
    .map((each) => each.toFixed(1))
    .join(", ")}: processes that want a core, over 1, 5 and 15 minutes.`;

function say(...lines: string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}
