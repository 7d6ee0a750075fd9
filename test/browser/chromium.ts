import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const places = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/** Debian's Chromium, or the one named by CHROMIUM; undefined where there is none. */
export const executablePath = places.find((path) => path !== undefined && existsSync(path));

export function launchChromium(): Promise<Browser> {
  // Every launch gets a fresh profile of its own.
  return chromium.launch({
    executablePath,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** What a page did that nobody wants: errors on the console, requests to anywhere else. */
export interface Complaints {
  outside: string[];
  faults: string[];
}

export const noComplaints: Complaints = { outside: [], faults: [] };

export async function openPage(
  browser: Browser,
  url: string,
  { width = 1280, height = 860, ...options }: BrowserContextOptions & { width?: number; height?: number },
  complaints: Complaints,
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height }, ...options });
  const page = await context.newPage();
  const home = new URL(url).origin;
  page.on("pageerror", (error) => complaints.faults.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.faults.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(home) && !request.url().startsWith("data:"))
      complaints.outside.push(request.url());
  });
  await page.goto(url);
  return page;
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface AxeResult {
  violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
}

/** What axe-core finds serious or critical on a page, in words. */
export async function seriousFaults(page: Page): Promise<string[]> {
  // Evaluated, not added as a script: the page's own policy forbids strange scripts.
  await page.evaluate(axeSource);
  const { violations } = (await page.evaluate("axe.run(document)")) as AxeResult;
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)}\n${failureSummary}`),
    );
}
