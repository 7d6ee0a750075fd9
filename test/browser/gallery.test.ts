import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeChart } from "../../src/domain/chart/describe-chart.ts";
import { drawChart } from "../../src/domain/chart/draw-chart.ts";
import { drawPng } from "../../src/picture/draw-png.ts";
import { uploadPicture } from "../../src/slack/upload-picture.ts";
import type { Picture } from "../../src/slack/views/picture.ts";
import { channel, type Scene, setScene } from "../integration/slack-scene.ts";
import {
  type Complaints,
  executablePath,
  launchChromium,
  noComplaints,
  openPage,
  seriousFaults,
} from "./chromium.ts";
import { forms } from "./gallery-forms.ts";
import { charts, messages } from "./gallery-messages.ts";
import { smallPng } from "./small-png.ts";

const docs = join(import.meta.dirname, "../../docs");
/** SCREENSHOTS=docs renews the pictures of the docs. */
const pictures = process.env.SCREENSHOTS;
const picture = async (of: Locator, name: string) => {
  if (pictures !== undefined) writeFileSync(join(pictures, `${name}.png`), smallPng(await of.screenshot()));
};
/** Kinds of which a phone shows something that a wide screen does not. */
const onPhones = ["message-incident", "message-what-changed", "answer-groups", "help", "step-approve"];

test("the gallery shows every kind of message and form, and nothing that is gone", () => {
  const gallery = readFileSync(join(docs, "pictures.md"), "utf8");
  const shown = [...gallery.matchAll(/!\[[^\]]+\]\(([\w-]+\.png)\)/g)].map(([, name]) => name ?? "");
  const there = readdirSync(docs).filter((name) => name.endsWith(".png"));
  expect(shown.filter((name) => !there.includes(name))).toEqual([]);
  expect(there.filter((name) => !shown.includes(name))).toEqual([]);
  for (const name of [...Object.keys(messages), ...Object.keys(forms)])
    expect(shown).toContain(`${name}.png`);
});

/** Pictures of these are taken where people use them; see docs/pictures.md. */
const elsewhere = [
  ...["trailModal", "quietView", "trayView", "trayModal", "homeView", "pickIncidentView", "declareFromModal"],
  // What every message is made with, and one sentence on an empty App Home.
  ...["messageView", "refusedHomeView"],
  // The same lines as those of one incident.
  "theirFollowUpsView",
];

test("the gallery knows every view that there is", () => {
  const views = join(import.meta.dirname, "../../src/slack/views");
  const named = readdirSync(views)
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .flatMap((name) => [
      ...readFileSync(join(views, name), "utf8").matchAll(
        /^export (?:const|function) (\w+(?:View|Modal))\b/gm,
      ),
    ])
    .map(([, name]) => name ?? "");
  expect(named.length).toBeGreaterThan(40);
  const here = ["messages", "forms"].map((each) =>
    readFileSync(join(import.meta.dirname, `gallery-${each}.ts`), "utf8"),
  );
  const missing = named.filter(
    (name) => !elsewhere.includes(name) && !here.some((text) => text.includes(`${name}(`)),
  );
  expect(missing).toEqual([]);
});

describe.skipIf(executablePath === undefined)("the gallery", { timeout: 240_000 }, () => {
  let browser: Browser;
  const complaints: Complaints = { outside: [], faults: [] };
  beforeAll(async () => {
    await build({ logLevel: "warn" });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    expect(complaints).toEqual(noComplaints);
  });

  const open = (scene: Scene, options: object = {}): Promise<Page> => {
    const home = scene.workspace.apiUrl.replace(/\/api\/?$/, "");
    return openPage(browser, `${home}/#as=U0RESPONDER&at=${channel}`, options, complaints);
  };

  test("of messages is taken as they look, wide and on a phone", async () => {
    const scene = await setScene();
    const client = scene.slack.clients.sending;
    const uploaded = new Map<string, Picture>();
    for (const [name, chart] of Object.entries(charts)) {
      if (chart === undefined) throw new Error(`There is no chart ${name}.`);
      const alt = describeChart(chart);
      const png = drawPng(drawChart(chart));
      const picture = { name: `${name}.png`, title: name, alt, png };
      const outcome = await uploadPicture(client, picture, async () => {});
      if (outcome.outcome === "sent" && outcome.shown) uploaded.set(name, { fileId: outcome.shown.ts, alt });
    }
    const wide = await open(scene, { width: 960, height: 1_600 });
    await wide.getByRole("button", { name: "Not now" }).click();
    const phone = await open(scene, { width: 390, height: 1_400, isMobile: true, hasTouch: true });
    await phone.getByRole("button", { name: "Not now" }).click();
    for (const [name, view] of Object.entries(messages)) {
      scene.workspace.advance(1_100);
      const { text, blocks } = view((chart) => uploaded.get(chart));
      const { ts = "" } = await client.chat.postMessage({ channel, text, blocks });
      for (const [page, kind] of [
        [wide, ""],
        [phone, "-phone"],
      ] as const) {
        const message = page.locator(`main .message[data-ts="${ts}"]`);
        await message.waitFor();
        for (const image of await message.locator("img").all())
          await expect
            .poll(() => image.evaluate((each) => (each as unknown as { naturalWidth: number }).naturalWidth))
            .toBeGreaterThan(0);
        if (kind === "" || onPhones.includes(name)) await picture(message, `${name}${kind}`);
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(
          kind === "" ? 960 : 390,
        );
      }
    }
    for (const page of [wide, phone]) {
      expect(await seriousFaults(page)).toEqual([]);
      await page.context().close();
    }
    expect(scene.workspace.report().refused).toEqual([]);
  });

  test("of forms is taken as they look", async () => {
    const scene = await setScene();
    const { responder } = scene;
    scene.slack.app.action(/^gallery:/, async ({ ack, body, action, client }) => {
      await ack();
      const view = forms["action_id" in action ? action.action_id.slice("gallery:".length) : ""];
      if (view && "trigger_id" in body)
        await client.views.open({ trigger_id: body.trigger_id, view: view() });
    });
    const page = await open(scene, { height: 1_200 });
    await page.getByRole("button", { name: "Not now" }).click();
    const faults: string[] = [];
    for (const name of Object.keys(forms)) {
      scene.workspace.advance(1_100);
      const button = {
        type: "button" as const,
        action_id: `gallery:${name}`,
        text: { type: "plain_text" as const, text: name },
      };
      const { ts = "" } = await scene.slack.clients.sending.chat.postMessage({
        ...{ channel, text: name, blocks: [{ type: "actions", elements: [button] }] },
      });
      await page.locator(`main .message[data-ts="${ts}"]`).getByRole("button", { name }).click();
      const form = page.getByRole("dialog");
      await form.waitFor();
      await picture(form, name);
      faults.push(...(await seriousFaults(page)).map((fault) => `${name}: ${fault}`));
      await responder.close({ all: true });
      await form.waitFor({ state: "detached" });
    }
    expect(faults).toEqual([]);
    expect(scene.workspace.report().refused).toEqual([]);
    await page.context().close();
  });
});
