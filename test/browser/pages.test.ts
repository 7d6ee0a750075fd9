import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type Complaints,
  executablePath,
  launchChromium,
  noComplaints,
  openPage,
  seriousFaults,
} from "./chromium.ts";
import { type PlayedDemo, playedDemo } from "./demo-pages.ts";
import { smallPng } from "./small-png.ts";

/** SCREENSHOTS=docs renews the pictures of the README. */
const pictures = process.env.SCREENSHOTS ?? mkdtempSync(join(tmpdir(), "cairn-pictures-"));
const picture = async (page: Page, name: string) =>
  writeFileSync(join(pictures, name), smallPng(await page.screenshot()));
const onPhones: Record<string, string> = {
  "/incidents": "pages-list-phone.png",
  "/incidents/INC-1": "pages-phone.png",
  "/incidents/INC-1/review": "pages-review-phone.png",
};
const playedWithinMs = 240_000;

type State = Exclude<BrowserContextOptions["storageState"], string | undefined>;

describe.skipIf(executablePath === undefined)("the pages of an incident, in a browser", () => {
  let browser: Browser;
  let demo: PlayedDemo;
  let origin = "";
  let lead: State;
  const complaints: Complaints = { outside: [], faults: [] };

  beforeAll(async () => {
    [browser, demo] = await Promise.all([launchChromium(), playedDemo()]);
    const page = await openPage(browser, await demo.link("U0LEAD"), {}, complaints);
    origin = new URL(page.url()).origin;
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Incidents" }).waitFor();
    lead = await page.context().storageState();
    await page.context().close();
  }, playedWithinMs);
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
    expect(complaints).toEqual(noComplaints);
  });

  const open = (path: string, options: Parameters<typeof openPage>[2] = {}) =>
    openPage(browser, origin + path, { storageState: lead, ...options }, complaints);

  test("a lead finds the incident, scans its timeline and reads an answer", async () => {
    const page = await open("/incidents");
    await page.getByLabel("Search title, alarm or INC-number").fill("denied");
    await page.getByLabel("State").selectOption("resolved");
    await page.getByRole("button", { name: "Show" }).click();
    await page.getByRole("status").getByText("1 incident").waitFor();
    await picture(page, "pages-list.png");
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole("link", { name: "INC-1" }).click();
    await page.getByRole("heading", { name: /INC-1: AccessKey-denied-calls/ }).waitFor();
    await picture(page, "pages-incident.png");
    expect(await seriousFaults(page)).toEqual([]);

    const entries = page.locator("ol.entries > li:visible");
    const all = await entries.count();
    expect(all).toBeGreaterThan(30);
    await page.getByLabel("Findings").check();
    await expect.poll(() => entries.count()).toBeLessThan(all / 2);
    expect(await entries.filter({ hasText: "found (" }).count()).toBe(await entries.count());
    // The address says what is shown, so that it can be sent to somebody.
    expect(page.url()).toContain("kind=finding");
    await page.reload();
    expect(await entries.count()).toBeLessThan(all / 2);
    await page.getByLabel("Findings").uncheck();
    await expect.poll(() => entries.count()).toBe(all);

    const strip = page.locator(".strip svg");
    await strip.scrollIntoViewIfNeeded();
    await picture(page, "pages-timeline.png");
    const box = await strip.boundingBox();
    if (box === null) throw new Error("There is no strip.");
    await page.mouse.move(box.x + box.width * 0.1, box.y + 4);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.3, box.y + 4, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL(/from=.*to=/);
    const closer = await entries.count();
    expect(closer).toBeGreaterThan(0);
    expect(closer).toBeLessThan(all);
    await page.getByRole("link", { name: "Everything" }).click();
    await expect.poll(() => entries.count()).toBe(all);

    const chart = page.locator("img.chart");
    expect(await chart.getAttribute("alt")).toMatch(/^Chart: \d+ calls over time/);
    expect(
      await chart.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth),
    ).toBeGreaterThan(100);
    await page
      .locator("#answers")
      .getByRole("link", { name: /^Who uses this key/ })
      .first()
      .click();
    await page.waitForURL(/\/runs\//);
    await page.getByRole("heading", { name: "Rows" }).waitFor();
    await picture(page, "pages-answer.png");
    expect(await seriousFaults(page)).toEqual([]);
    const size = { width: 390, height: 844, hasTouch: true, isMobile: true };
    const phone = await open(new URL(page.url()).pathname, size);
    await picture(phone, "pages-answer-phone.png");
    // A short value in one line: the table is scrolled, its words are not taken apart.
    const heights = await phone
      .locator(".rows tbody td bdi", { hasText: /^[\w.:-]{1,20}$/ })
      .evaluateAll((cells) =>
        cells.map((cell) => (cell as unknown as { offsetHeight: number }).offsetHeight),
      );
    expect(heights.length).toBeGreaterThan(3);
    expect(Math.max(...heights)).toBeLessThan(30);
    expect(await phone.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
    expect(await seriousFaults(phone)).toEqual([]);
    await phone.context().close();
    await page.context().close();
  });

  test("a lead reviews it, writes what it was and what is to be done", async () => {
    const page = await open("/incidents/INC-1/review");
    await page.getByLabel("What it was, in a few sentences").fill("The key of the report exporter leaked.");
    await page.getByRole("button", { name: "Keep the summary" }).click();
    await page.locator(".said", { hasText: "The key of the report exporter leaked." }).waitFor();
    await page.getByText("Add a follow-up").click();
    await page.getByLabel("What is to be done").fill("Let the exporter use a role");
    await page.getByLabel(/^Due/).fill("7d");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText("Let the exporter use a role").first().waitFor();
    await picture(page, "pages-review.png");
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Done: Let the exporter use a role" }).click();
    await page.getByText(/^done \d{4}/).waitFor();
    await page.context().close();
  });

  test("a transcript is downloaded, and the thread in Slack is one step away", async () => {
    const page = await open("/incidents/INC-1");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page
        .getByRole("link", { name: /^Transcript as/ })
        .first()
        .click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^INC-1/);
    const thread = await page.getByRole("link", { name: "Thread in Slack" }).getAttribute("href");
    expect(thread).toMatch(/\/archives\/C0INCIDENTS\/p\d+$/);
    await page.context().close();
  });

  test.each(["/incidents", "/incidents/INC-1", "/incidents/INC-1/review", "/measures", "/sign-in"])(
    "%s reads on a phone, in the dark and without a script",
    async (path) => {
      const phone = await open(path, { width: 390, height: 844, hasTouch: true, isMobile: true });
      expect(await phone.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
      expect(await seriousFaults(phone)).toEqual([]);
      const name = onPhones[path];
      if (name !== undefined) await picture(phone, name);
      await phone.context().close();

      const dark = await open(path, { colorScheme: "dark" });
      expect(await seriousFaults(dark)).toEqual([]);
      if (path === "/measures") await picture(dark, "pages-measures.png");
      await dark.context().close();

      const plain = await open(path, { javaScriptEnabled: false });
      await plain.locator("h1").waitFor();
      await plain.context().close();
    },
  );

  test("what is not there is said, with the way on", async () => {
    const context = await browser.newContext({ storageState: lead });
    const page = await context.newPage();
    await page.goto(`${origin}/incidents/INC-999`);
    await page.getByRole("link", { name: "To the incidents" }).waitFor();
    await picture(page, "pages-not-found.png");
    expect(await seriousFaults(page)).toEqual([]);
    await context.close();
  });

  test("without a script the kinds of entries are chosen by a button", async () => {
    const page = await open("/incidents/INC-1", { javaScriptEnabled: false });
    await page.getByLabel("Findings").check();
    await page.locator("[data-without-script]").click();
    await page.waitForURL(/kind=finding/);
    const shown = page.locator("ol.entries > li:visible");
    expect(await shown.count()).toBeGreaterThan(0);
    expect(await shown.count()).toBe(await shown.filter({ hasText: "found (" }).count());
    await page.context().close();
  });

  test("by keyboard the content is one step away, and what is focused is seen", async () => {
    const page = await open("/incidents/INC-1");
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").textContent()).toBe("Skip to the content");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").evaluate((each) => each.closest("main") !== null)).toBe(true);
    const outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle");
    expect(outline).toBe("solid");
    await page.context().close();
  });

  test("a responder signs in with Slack, sees what they took part in, and signs out", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${origin}/incidents/INC-1`);
    await page.getByRole("link", { name: "Sign in with Slack" }).waitFor();
    await picture(page, "pages-sign-in.png");
    await page.getByRole("link", { name: "Sign in with Slack" }).click();
    await page.getByRole("button", { name: "Responder", exact: true }).click();
    await page.getByRole("heading", { name: /INC-1/ }).waitFor();
    await page.getByRole("link", { name: "Incidents", exact: true }).first().click();
    await page.getByText("These are the incidents you took part in.").waitFor();
    expect(await page.getByRole("link", { name: "Measures" }).count()).toBe(0);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("link", { name: "Sign in with Slack" }).waitFor();
    await page.goto(`${origin}/incidents/INC-1`);
    await page.getByRole("link", { name: "Sign in with Slack" }).waitFor();
    await context.close();
  });
});
