import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ConfigError } from "../config.ts";
import { InputError } from "../domain/errors.ts";
import { runConfigCommand } from "./config.ts";

const good = `
slack: { channel: C0INCIDENTS }
people: { responders: [U0RESPONDER], leads: [U0LEAD] }
runbooks: ${join(import.meta.dirname, "../../test/fixtures/runbooks/sound")}
accounts:
  - { id: "111122223333", regions: [eu-central-1], role: "arn:aws:iam::111122223333:role/cairn" }
routes:
  - match: { tags: { team: payments* } }
    channel: C0PAYMENTS
    ladder: payments
  - match: { name: "access-key*" }
    severity: P2
    runbook: small-and-sound
ladder: security
ladders:
  payments:
    - { notify: U0ONCALL, after: 5m }
    - { notify: [S0TEAM, U0SECOND], after: 10m }
  security:
    from: P3
    rungs: [{ notify: S0TEAM, after: 5m }]
`;
const fixtures = join(import.meta.dirname, "../../test/fixtures/alarms");
const saved = process.env.CAIRN_CONFIG;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cairn-config-"));
  process.env.CAIRN_CONFIG = join(folder, "cairn.yml");
});
afterEach(() => {
  if (saved === undefined) delete process.env.CAIRN_CONFIG;
  else process.env.CAIRN_CONFIG = saved;
});

async function run(yaml: string, argv: string[], stdin?: string) {
  writeFileSync(join(folder, "cairn.yml"), yaml);
  const said = { out: "", err: "" };
  const code = await runConfigCommand(argv, {
    stdout: (text) => {
      said.out += text;
    },
    stderr: (text) => {
      said.err += text;
    },
    now: () => new Date("2026-11-14T02:42:00Z"),
    stdin: (async function* () {
      yield stdin ?? "";
    })(),
  });
  return { code, ...said };
}

describe("cairn config check", () => {
  test("says that all is well, without any secret", async () => {
    const { code, out, err } = await run(good, ["check"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/is sound: 2 routes, 2 ladders, 1 runbook, 0 warnings/);
  });

  test("tells every fault with its line, whatever else is wrong, and ends with 2", async () => {
    const faulty = good
      .replace("C0INCIDENTS", "incidents")
      .replace("ladder: payments", "ladder: paymnets")
      .replace("runbook: small-and-sound", "runbook: no-such-runbook")
      .replace('name: "access-key*"', "tags: { team: payments-eu }")
      .replace("after: 10m", "after: soon")
      .replace("U0ONCALL", '"@oncall"');
    const { code, out, err } = await run(faulty, ["check"]);
    expect(code).toBe(2);
    expect(out).toContain("6 faults");
    for (const told of [
      /cairn\.yml:2: slack\.channel: must be a channel's id/,
      /cairn\.yml:10: routes\.0\.ladder: there is no ladder paymnets\. There is payments, security\./,
      /cairn\.yml:11: routes\.1: never counts: routes\.0/,
      /cairn\.yml:13: routes\.1\.runbook: there is no no-such-runbook\.md/,
      /cairn\.yml:17: ladders\.payments\.0\.notify\.0: must be the id/,
      /cairn\.yml:18: ladders\.payments\.1\.after: must be a duration/,
    ])
      expect(err).toMatch(told);
  });

  test("warns of what is probably not meant, and ends with 0", async () => {
    const odd = good
      .replace("ladder: security\n", "")
      .replace(
        "people: { responders: [U0RESPONDER], leads: [U0LEAD] }",
        "people: { responders: [U0RESPONDER] }",
      )
      .replace("    runbook: small-and-sound", "")
      .replace("access-key*", "queue*")
      .replace(
        "[{ notify: S0TEAM, after: 5m }]",
        '[{ notify: C0LEADS, after: 5m, hours: { timeZone: "UTC" } }]',
      );
    const { code, err } = await run(odd, ["check"]);
    expect(code).toBe(0);
    for (const told of [
      /routes\.1: warning: has no ladder/,
      /routes\.1: warning: has no runbook/,
      /ladders\.security: warning: nothing uses this ladder/,
      /ladders\.security: warning: outside the hours of its rungs nobody is called/,
      /ladders\.security: warning: calls channels only/,
      /people: warning: has no leads/,
    ])
      expect(err).toMatch(told);
  });

  test("of no file says what to write", async () => {
    process.env.CAIRN_CONFIG = join(folder, "nowhere.yml");
    const { code, err } = await run(good, ["check"]);
    expect(code).toBe(2);
    expect(err).toMatch(/cannot be read/);
  });
});

describe("cairn config explain", () => {
  test("says what counts and what does not, and why", async () => {
    const { out } = await run(good, ["explain", join(fixtures, "eventbridge-metric.json")]);
    expect(out).toMatch(/^Route {5}none of .*the defaults count$/m);
    expect(out).toMatch(/not routes\.0: its tag team is security, not payments\*/);
    expect(out).toMatch(/not routes\.1: its name is .*, not access-key\*/);
    expect(out).toMatch(/^Channel {3}C0INCIDENTS, from slack\.channel$/m);
    expect(out).toMatch(/^Ladder {4}security; if it went off now and nobody answered:$/m);
    expect(out).toMatch(/rung 1 after 5 min, at 2026-11-14 02:47 UTC: S0TEAM/);
  });

  test("with tags shows what they would change", async () => {
    const tags = ["--tags", "team=payments-eu, severity=critical"];
    const { out } = await run(good, ["explain", join(fixtures, "sns-metric.json"), ...tags, "--json"]);
    expect(JSON.parse(out)).toMatchObject({
      ...{ route: 0, passed: [], opens: true, channel: { id: "C0PAYMENTS", from: "the route" } },
      severity: { severity: "P1", from: "the tag severity=critical" },
      ladder: {
        name: "payments",
        starts: true,
        calls: [
          { at: "2026-11-14T02:47:00.000Z", after: "5 min", notify: ["U0ONCALL"], rung: 1 },
          { at: "2026-11-14T02:57:00.000Z", after: "15 min", notify: ["S0TEAM", "U0SECOND"], rung: 2 },
        ],
      },
    });
  });

  test("reads what describe-alarms prints, from standard input too", async () => {
    const described = {
      MetricAlarms: [
        {
          ...{
            AlarmName: "access-key-elsewhere",
            StateValue: "OK",
            Namespace: "Custom",
            MetricName: "Calls",
          },
          AlarmArn: "arn:aws:cloudwatch:eu-central-1:111122223333:alarm:access-key-elsewhere",
        },
        {
          ...{ AlarmName: "queue-age", StateValue: "OK" },
          AlarmArn: "arn:aws:cloudwatch:eu-west-1:444455556666:alarm:queue-age",
        },
      ],
      CompositeAlarms: [],
    };
    const { out } = await run(good, ["explain", "-", "--json"], JSON.stringify(described));
    expect(JSON.parse(out)).toMatchObject([
      {
        ...{ route: 1, severity: { severity: "P2", from: "the route" } },
        runbook: { id: "small-and-sound", why: expect.stringContaining("access-key*") },
        group: { key: "account=111122223333|region=eu-central-1|alarm=access-key-elsewhere" },
      },
      { route: null, alarm: { account: "444455556666" } },
    ]);
  });

  test("refuses what is no alarm, faulty settings and half a tag", async () => {
    await expect(run(good, ["explain", "-"], "{}")).rejects.toThrow(/No form of an alarm/);
    await expect(run(good, ["explain", "-"], "x")).rejects.toThrow(/no JSON/);
    await expect(run(good, ["explain", join(folder, "none.json")])).rejects.toThrow(/cannot be read/);
    await expect(run(good, ["explain"])).rejects.toThrow(InputError);
    await expect(run(good.replace("C0INCIDENTS", "x"), ["explain", "-"], "{}")).rejects.toThrow(ConfigError);
    const file = join(fixtures, "sns-metric.json");
    await expect(run(good, ["explain", file, "--tags", "team"])).rejects.toThrow(/key=value/);
  });
});
