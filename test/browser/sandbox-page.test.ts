import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { build } from "vite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startWorkspace, type Workspace } from "../../src/sandbox/slack/index.ts";
import { manifestFile, startTeaApp } from "../integration/sandbox-slack-app.ts";

const places = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];
const executablePath = places.find((path) => path !== undefined && existsSync(path));
const channel = "C0INCIDENTS";

describe.skipIf(executablePath === undefined)("the workspace's page in a browser", () => {
  let browser: Browser;
  let workspace: Workspace;
  let tea: Awaited<ReturnType<typeof startTeaApp>>;
  let outside: string[];
  let faults: string[];

  beforeAll(async () => {
    await build({ logLevel: "warn" });
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    outside = [];
    faults = [];
    workspace = await startWorkspace({ manifestFile: manifestFile() });
    tea = await startTeaApp(workspace);
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    await tea.stop();
    await workspace.stop();
    expect({ outside, faults }).toEqual({ outside: [], faults: [] });
  });

  async function open(as = "U0RESPONDER", { width = 1280, height = 860 } = {}): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height } });
    page.on("pageerror", (error) => faults.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") faults.push(message.text());
    });
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(workspace.url) && !url.startsWith("data:")) outside.push(url);
    });
    await page.goto(`${workspace.url}/#as=${as}&at=${channel}`);
    await page.getByRole("textbox", { name: "Message #incidents" }).waitFor();
    return page;
  }

  test("a command typed with completion opens a modal, whose answer becomes a card with a working button", async () => {
    const page = await open();
    const box = page.getByRole("textbox", { name: "Message #incidents" });
    await box.pressSequentially("/te");
    await page.getByRole("option", { name: "/tea" }).waitFor();
    await box.press("Tab");
    await box.press("Enter");

    const modal = page.getByRole("dialog", { name: "Tea round" });
    await modal.getByRole("textbox", { name: "What?" }).fill("water");
    await modal.getByRole("button", { name: "Start" }).click();
    await modal.getByText("Please complete this required field.").waitFor();
    await modal.getByRole("button", { name: "Size" }).press("Enter");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await modal.getByRole("button", { name: "Size: Large" }).waitFor();
    await modal.getByRole("button", { name: "Start" }).click();
    await modal.getByText("That is not tea.").waitFor();
    await modal.getByRole("textbox", { name: "What?" }).fill("Assam");
    await modal.getByRole("button", { name: "Start" }).click();
    await modal.waitFor({ state: "detached" });

    const lead = await open("U0LEAD");
    expect(await lead.getByRole("dialog").count()).toBe(0);
    await lead.getByRole("button", { name: "I'm in" }).click();
    await lead.getByText("You are in.").waitFor();
    await lead.getByText("Only visible to you").waitFor();
    await page.getByRole("button", { name: "Me too" }).waitFor();
    expect(await page.getByText("You are in.").count()).toBe(0);
  });

  test("hostile text is shown and does nothing", async () => {
    const nasty = `<img src=x onerror="window.hit=1"><script>window.hit=1</script> javascript:alert(1) <!channel>`;
    await tea.client.chat.postMessage({
      channel,
      text: nasty,
      blocks: [
        { type: "section", text: { type: "mrkdwn", text: `${nasty} <javascript:window.hit=1|press me>` } },
        {
          type: "rich_text",
          elements: [{ type: "rich_text_section", elements: [{ type: "text", text: nasty }] }],
        },
        { type: "markdown", text: `[go](javascript:window.hit=1) ${nasty}` },
      ] as never,
    });
    const page = await open();
    await page.getByText("<script>window.hit=1</script>").first().waitFor();
    expect(await page.locator(".messages img, .messages script, .messages a").count()).toBe(0);
    expect(await page.evaluate("window.hit")).toBeUndefined();
  });

  test("a thread is answered beside its channel, and commands are refused there", async () => {
    const { ts = "" } = await workspace.as("U0LEAD").post({ channel, text: "Look at this" });
    const page = await open();
    const message = page.locator(`[data-ts="${ts}"]`);
    await message.hover();
    await message.getByRole("button", { name: "Reply in thread" }).click();
    const reply = page.getByRole("textbox", { name: "Reply…" });
    await reply.fill("Seen");
    await reply.press("Enter");
    await message.getByText("1 reply").waitFor();
    await reply.fill("/tea");
    await reply.press("Enter");
    await page.getByText("/tea is not supported in threads. Sorry!").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("complementary", { name: "Thread" }).waitFor({ state: "detached" });
  });

  test("an app that does not answer is said not to, and acting as another person shows their screen", async () => {
    const page = await open();
    const box = page.getByRole("textbox", { name: "Message #incidents" });
    await box.fill("/silent");
    await box.press("Escape");
    await box.press("Enter");
    await page.getByText("/silent failed because the app did not respond").waitFor();
    await page.getByRole("button", { name: "Acting as Responder" }).click();
    await page.getByRole("option", { name: "Guest" }).click();
    await page.getByRole("button", { name: "Acting as Guest" }).waitFor();
    expect(await page.getByRole("button", { name: "general" }).count()).toBe(0);
    await page.reload();
    await page.getByRole("button", { name: "Acting as Guest" }).waitFor();
  });

  test("nothing is cut off at the width of a phone", async () => {
    const cell = (text: string) => ({ type: "raw_text", text });
    const row = [
      "192.0.2.7",
      "a-very-long-role-name/with-a-session",
      "GetCallerIdentity",
      "2026-11-22T02:41:00Z",
    ].map(cell);
    await tea.client.chat.postMessage({
      channel,
      text: "x",
      blocks: [{ type: "table", rows: [row, row] }] as never,
    });
    await tea.client.chat.postMessage({
      channel,
      text: `${"x".repeat(300)} https://example.com/${"y".repeat(300)}`,
    });
    const page = await open("U0RESPONDER", { width: 360, height: 700 });
    await page.locator(".table-scroll").waitFor();
    const widest = `Math.max(...[...document.querySelectorAll(".message, .composer, header")]
      .map((each) => each.getBoundingClientRect().right))`;
    expect(await page.evaluate(widest)).toBeLessThanOrEqual(360);
    await page.getByRole("button", { name: "Open the sidebar" }).click();
    await page.getByRole("button", { name: "general" }).click();
    await page.getByRole("heading", { name: "#general" }).waitFor();
  });
});
