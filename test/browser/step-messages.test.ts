import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CairnError } from "../../src/domain/errors.ts";
import type { Row } from "../../src/domain/query/query.ts";
import { askTrail } from "../../src/flows/runs/ask-trail.ts";
import { executeRun } from "../../src/flows/runs/execute-run.ts";
import { requestRun } from "../../src/flows/runs/request-run.ts";
import { answerOf, key, person } from "../fakes/world.ts";
import { channel, press, type Scene, setScene, until } from "../integration/slack-scene.ts";
import { executablePath, launchChromium, openPage, seriousFaults } from "./chromium.ts";
import { smallPng } from "./small-png.ts";

/** SCREENSHOTS=docs renews the pictures of the docs. */
const pictures = process.env.SCREENSHOTS ?? mkdtempSync(join(tmpdir(), "cairn-steps-"));
const picture = async (of: Locator, name: string) =>
  writeFileSync(join(pictures, name), smallPng(await of.screenshot()));
/** On a phone too, where that looks different. */
const onPhones = ["running", "answer"];
const asking = { ...person("U0RESPONDER", "responder"), name: "responder" };

const halfHours = (at: (nth: number) => number) => Array.from({ length: 49 }, (_, nth) => at(nth));
const ok = halfHours((nth) => [2, 3, 0, 4][nth % 4] ?? 0);
const errors = halfHours((nth) => (nth > 42 ? 6 + (nth % 4) * 5 : 0));
const shape = { from: "2026-11-13T02:30:00.000Z", widthSeconds: 1_800, ok, errors, top: [] };
const matched = [...ok, ...errors].reduce((sum, count) => sum + count, 0);
const rows = [
  ["198.51.100.20", "aws-cli/2.17.0", 117],
  ["203.0.113.7", "Boto3/1.34.144", 41],
  ["203.0.113.9", "Boto3/1.34.144", 17],
].map(
  ([sourceIPAddress = "", userAgent = "", count = 0]): Row => ({
    principal: "role/deploy",
    sourceIPAddress,
    userAgent,
    count,
  }),
);
const denied =
  "AWS refused cloudtrail:LookupEvents in account 111122223333. Run cairn doctor: it prints the policy.";

describe.skipIf(executablePath === undefined)(
  "a step's message, as people see it",
  { timeout: 180_000 },
  () => {
    let browser: Browser;
    const complaints = { outside: [] as string[], faults: [] as string[] };

    beforeAll(async () => {
      await build({ logLevel: "warn" });
      browser = await launchChromium();
    });
    afterAll(async () => {
      await browser?.close();
      expect(complaints).toEqual({ outside: [], faults: [] });
    });

    async function openThread(scene: Scene, options: object): Promise<Page> {
      const page = await openPage(
        browser,
        `${pageOf(scene)}/#as=U0RESPONDER&at=${channel}`,
        options,
        complaints,
      );
      await page.getByRole("button", { name: "Not now" }).click();
      await page.locator("main .message", { hasText: "INC-1 ·" }).first().locator(".thread-link").click();
      return page;
    }

    test("is readable in every state, wide and on a phone", async () => {
      const scene = await setScene();
      const { world, deliver, thread, workspace, responder } = scene;
      await world.alarm();
      await deliver();
      const wide = await openThread(scene, { height: 1_500 });
      const phone = await openThread(scene, { width: 390, height: 1_200, isMobile: true, hasTouch: true });
      const look = async (name: string, says: string) => {
        await deliver();
        for (const [page, kind] of [
          [wide, ""],
          [phone, "-phone"],
        ] as const) {
          const message = page
            .getByRole("complementary", { name: "Thread" })
            .locator(".message", { hasText: "1. Who uses this key?" });
          await message.getByText(says).first().waitFor();
          await page.mouse.move(2, 2);
          if (kind === "" || onPhones.includes(name)) await picture(message, `step-${name}${kind}.png`);
          expect(await seriousFaults(page)).toEqual([]);
        }
      };
      const message = async () => {
        const found = (await thread()).find(({ text }) => String(text).includes("1. Who uses this key?"));
        if (!found) throw new Error("The step has no message.");
        return found;
      };
      const again = () =>
        requestRun(world.ports, { incidentId: "id-1", stepId: "who", anew: true, actor: asking });

      await look("waiting", "Asks with");
      await press(workspace.as("U0ONCALL"), await message(), "Claim");
      await until(async () => Boolean((await world.ports.store.step("id-1", "who"))?.claimed), "the claim");
      await look("claimed", "Claimed");

      const run = await again();
      const place = { position: 3, waitSeconds: 40 };
      await world.ports.store.transaction((tx) => tx.showQueued(run, { place, progress: null }));
      await look("queued", "position 3");

      let go: () => void = () => {};
      const gate = new Promise<void>((open) => {
        go = open;
      });
      const [newestEvent, oldestEvent] = [new Date("2026-11-14T02:40:00Z"), new Date("2026-11-13T17:10:00Z")];
      world.answerWith(async (request, _, { progress }) => {
        const read = { pagesRead: 14, scanned: 700, matched: 61, newestEvent, oldestEvent };
        progress(read, () => ({ columns: Object.keys(rows[0] ?? {}), rows: rows.slice(0, 2) }));
        await gate;
        const answer = answerOf(request, rows);
        return {
          ...answer,
          shape,
          completeness: { ...answer.completeness, matched, pagesRead: 31, scanned: 1_540, newestEvent },
        };
      });
      const executing = executeRun(world.ports, run.id);
      await until(async () => {
        world.beat();
        return Boolean((await world.ports.store.run(run.id))?.progress);
      }, "progress");
      await look("running", "about 40 % read");

      go();
      await executing;
      await look("answer", "3 addresses used this key.");
      for (const page of [wide, phone])
        await page.getByRole("img", { name: `Chart: ${matched} calls over time` }).waitFor();
      await look("answer", "3 addresses used this key.");

      world.answerWith(async () => {
        throw new CairnError("denied", denied);
      });
      const failing = await again();
      await executeRun(world.ports, failing.id);
      await look("failed", "Nothing was concluded from it.");

      await press(responder, await message(), "Skip…");
      await responder.until(() => responder.modal());
      await responder.submit({ values: { reason: "Asked on the phone: it was the owner's migration." } });
      await look("skipped", "it was the owner's migration");
      expect(workspace.report().refused).toEqual([]);
      for (const page of [wide, phone]) await page.context().close();
    });

    test("an answer for oneself, and the form that asks for it, tell where the answer goes", async () => {
      const scene = await setScene();
      const { world, deliver, responder } = scene;
      await world.alarm();
      await deliver();
      world.answerWith(async (request) => {
        const answer = answerOf(request, rows);
        return { ...answer, shape, completeness: { ...answer.completeness, matched } };
      });
      const page = await openThread(scene, { height: 900 });
      await responder.command({ channel, text: "/trail" });
      const form = page.getByRole("dialog", { name: "Ask CloudTrail" });
      await form.getByText("Who sees the answer first?").waitFor();
      await picture(form, "trail-form.png");
      expect(await seriousFaults(page)).toEqual([]);
      await responder.close({ all: true });

      const question = { key, last: "24h" };
      const asked = { incidentId: "id-1", question, quiet: true, actor: asking };
      const { id } = await askTrail(world.ports, asked);
      await executeRun(world.ports, id);
      await deliver();
      const direct = (await responder.screen()).channels.find(({ kind }) => kind === "im")?.id;
      await page.goto(`${pageOf(scene)}/#as=U0RESPONDER&at=${direct}`);
      const message = page.locator("main .message", { hasText: "Only you see this message" });
      await message.getByRole("button", { name: "Share to the thread" }).waitFor();
      await message.getByRole("img", { name: "Chart:" }).waitFor();
      await picture(message, "trail-quiet.png");
      expect(await seriousFaults(page)).toEqual([]);
      await page.context().close();
    });
  },
);

const pageOf = ({ workspace }: Scene): string => workspace.apiUrl.replace(/\/api\/?$/, "");
