import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  type Complaints,
  executablePath,
  launchChromium,
  noComplaints,
  openPage,
  seriousFaults,
} from "./chromium.ts";
import { startDemo } from "./demo.ts";

/** SCREENSHOTS=docs renews the pictures of the README. */
const pictures = process.env.SCREENSHOTS ?? mkdtempSync(join(tmpdir(), "cairn-pictures-"));
const picture = (page: Page, name: string) => page.screenshot({ path: join(pictures, name) });

const askForApproval = "Ask for the approval";
const withNote = ["Done…", "Done by hand…"];
const leadsOn = [
  ...["Run", "Start", "Not me", "Switch it off now", askForApproval, "Done", ...withNote],
  ...["Go on", "Finish the runbook"],
];
const answeredWithinMs = 60_000;
/** Fifteen answers, each of which may be slow on a busy machine; usually well under a minute. */
const storyWithinMs = 240_000;

describe.skipIf(executablePath === undefined)("an incident from alarm to transcript, in a browser", () => {
  let browser: Browser;
  let demo: Awaited<ReturnType<typeof startDemo>>;
  const complaints: Complaints = { outside: [], faults: [] };

  beforeAll(async () => {
    await build({ logLevel: "warn" });
    [browser, demo] = await Promise.all([launchChromium(), startDemo()]);
  });
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
    expect(complaints).toEqual(noComplaints);
  });

  // What failed is easier to understand with what was on the screen.
  afterEach(async ({ task }) => {
    for (const context of browser.contexts()) {
      const [page] = context.pages();
      if (task.result?.state === "fail" && page !== undefined) {
        const path = join(pictures, `failed-${task.id}.png`);
        await page.screenshot({ path });
        console.error(`The screen when it failed: ${path}`);
      }
      await context.close();
    }
  });

  const open = (as: string, options: Parameters<typeof openPage>[2] = {}) =>
    openPage(browser, `${demo.url}/#as=${as}&at=C0INCIDENTS`, options, complaints);
  const incident = (page: Page): Locator => page.locator("main .message", { hasText: "INC-1 ·" }).first();
  const thread = (page: Page): Locator => page.getByRole("complementary", { name: "Thread" });

  /** Nobody approves what they asked for themselves. */
  const approveAsLead = async (ts: string): Promise<void> => {
    const page = await open("U0LEAD");
    await page.getByRole("button", { name: "Not now" }).click();
    await incident(page).locator(".thread-link").click();
    const message = thread(page).locator(`[data-ts="${ts}"]`);
    await message.getByRole("button", { name: "Approve", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Approve", exact: true }).click();
    await message.getByText("Approved").waitFor();
    await page.context().close();
  };

  test("on-call reads the alarm on a phone, acknowledges it and leaves a note", async () => {
    const page = await open("U0ONCALL", { width: 390, height: 844, hasTouch: true, isMobile: true });
    await page.getByRole("button", { name: "Not now" }).tap();
    const root = incident(page);
    await root.getByText("Threshold Crossed").waitFor({ timeout: answeredWithinMs });
    await root.getByRole("button", { name: "Acknowledge" }).tap();
    await root.getByText("Acknowledged by").waitFor();
    await picture(page, "phone.png");
    expect(await seriousFaults(page)).toEqual([]);

    await root.getByRole("button", { name: "More…" }).tap();
    const form = page.getByRole("dialog");
    await form.getByRole("button", { name: "Note…" }).tap();
    await form.getByRole("textbox").fill("I am on the train; the key belongs to the report exporter.");
    expect(await seriousFaults(page)).toEqual([]);
    await form.getByRole("button", { name: /Add|Save|Note/ }).tap();
    await form.waitFor({ state: "detached" });
    await root.locator(".thread-link").tap();
    await thread(page).getByText("the key belongs to the report exporter").waitFor();
    expect(await page.evaluate(`document.documentElement.scrollWidth`)).toBeLessThanOrEqual(390);
  });

  test("a responder is shown around, runs the whole runbook, decides, resolves and takes the transcript", {
    timeout: storyWithinMs,
  }, async () => {
    const page = await open("U0RESPONDER");
    const tour = page.getByRole("complementary", { name: "Guided tour" });
    await tour.getByRole("button", { name: "Take the tour" }).click();
    await tour.getByRole("button", { name: "Next" }).click();
    await tour.getByText("Say that you saw it").waitFor();
    await tour.getByRole("button", { name: "Next" }).click();
    await incident(page).getByRole("button", { name: "Take command" }).click();
    await tour.getByText("Open the thread").waitFor();
    await incident(page).locator(".thread-link").click();
    await tour.getByText("Ask the first question").waitFor();

    const pressed = new Set<string>();
    for (let label = ""; label !== "Finish the runbook"; ) {
      const due = await nextButton(page, pressed);
      label = due.label;
      pressed.add(due.ts);
      const message = thread(page).locator(`[data-ts="${due.ts}"]`);
      await message.getByRole("button", { name: label, exact: true }).click();
      if (label === askForApproval) await approveAsLead(due.ts);
      if (label === "Start") {
        // Rounds take longer than anybody watches a test.
        await message.getByText("Next round").waitFor({ timeout: answeredWithinMs });
        await message.getByRole("button", { name: "Stop", exact: true }).click();
      }
      if (withNote.includes(label)) {
        const form = page.getByRole("dialog");
        await form.getByRole("textbox").fill("All of them undone.");
        await form.getByRole("button", { name: "Done" }).click();
        await form.waitFor({ state: "detached" });
      }
    }
    expect(pressed.size).toBeGreaterThan(10);
    await thread(page).locator(".message", { hasText: "Full result" }).first().scrollIntoViewIfNeeded();

    const box = page.getByRole("textbox", { name: "Message #incidents" });
    await box.fill("/incident resolve INC-1 Key switched off, doors closed");
    await box.press("Enter");
    // Behind all that its thread still has to say, at Slack's pace.
    await incident(page).getByText("Resolved").first().waitFor({ timeout: answeredWithinMs });
    await box.fill("/incident transcript INC-1");
    await box.press("Enter");
    await thread(page).getByRole("button", { name: "View" }).waitFor({ timeout: answeredWithinMs });
    expect(await seriousFaults(page)).toEqual([]);
  });

  test("a lead reads the thread and the transcript, in the dark as well", async () => {
    const page = await open("U0LEAD", { colorScheme: "dark" });
    await page.getByRole("button", { name: "Not now" }).click();
    await incident(page).locator(".thread-link").click();
    await thread(page).getByText("Where does this key usually call from?").first().waitFor();
    await thread(page).getByText("Reconnaissance").first().scrollIntoViewIfNeeded();
    await picture(page, "dark.png");
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Use the light theme" }).click();
    await picture(page, "thread.png");
    expect(await seriousFaults(page)).toEqual([]);

    await thread(page).getByRole("button", { name: "View" }).first().click();
    const transcript = page.getByRole("dialog", { name: /INC-1/ });
    await transcript.getByText("Key switched off, doors closed").waitFor();
    const text = (await transcript.textContent()) ?? "";
    for (const said of ["report exporter", "AttachUserPolicy", "203.0.113.77"]) expect(text).toContain(said);
    expect(await seriousFaults(page)).toEqual([]);
  });

  test("behind the scenes nothing was refused and nothing came late", async () => {
    const page = await open("U0ADMIN");
    await page.getByRole("button", { name: "Behind the scenes" }).click();
    await page.getByText("chat.postMessage").first().click();
    await page.getByText("The workspace answered").waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole("tab", { name: "Traffic" }).press("ArrowRight");
    await page.getByText("Nothing was refused.").waitFor();
    await page.getByText(/^All \d+ in time/).waitFor();
    await page.getByText("Nothing was posted twice.").waitFor();
    expect(await seriousFaults(page)).toEqual([]);
  });

  /** The newest button that leads on, in a message where none was pressed before. */
  async function nextButton(page: Page, done: ReadonlySet<string>): Promise<{ ts: string; label: string }> {
    const look = `(() => {
      const labels = ${JSON.stringify(leadsOn)}, pressed = ${JSON.stringify([...done])};
      const messages = [...document.querySelectorAll(".thread .message[data-ts]")].slice(1).reverse();
      for (const message of messages.filter((each) => !pressed.includes(each.dataset.ts))) {
        const button = [...message.querySelectorAll(".blocks button")]
          .find((each) => labels.includes(each.textContent.trim()));
        if (button) return { ts: message.dataset.ts, label: button.textContent.trim() };
      }
    })()`;
    for (const end = Date.now() + answeredWithinMs; Date.now() < end; await page.waitForTimeout(100)) {
      const found = await page.evaluate<{ ts: string; label: string } | undefined>(look);
      if (found) return found;
    }
    throw new Error(`No step led on after ${done.size}.`);
  }
});
