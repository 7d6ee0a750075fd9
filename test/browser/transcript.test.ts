import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderTranscript } from "../../src/domain/transcript/transcript.ts";
import { wholeRecord } from "../fixtures/transcript/whole-record.ts";
import { executablePath, launchChromium, noComplaints, openPage, seriousFaults } from "./chromium.ts";

const page = renderTranscript(wholeRecord, "html", { zone: "Europe/Berlin" });

describe.skipIf(executablePath === undefined)("a transcript as a page", () => {
  let browser: Browser;
  let server: Server;
  let url: string;

  beforeAll(async () => {
    browser = await launchChromium();
    server = createServer((_, response) => response.setHeader("content-type", "text/html").end(page));
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  test.each([
    ["on a desk", { width: 1280, height: 860 }],
    ["on a phone", { width: 390, height: 844 }],
    ["in the dark", { width: 1280, height: 860, colorScheme: "dark" as const }],
  ])(
    "reads well %s: nothing of what intruders wrote acts, axe finds no fault, nothing is loaded",
    async (_, options) => {
      const complaints = structuredClone(noComplaints);
      const shown = await openPage(browser, url, options, complaints);
      expect(await shown.getByRole("heading", { level: 1 }).textContent()).toBe("AccessKeyElsewhere");
      expect(await shown.locator("script, img, iframe, form").count()).toBe(0);
      expect(await shown.getByText("<script>alert(1)</script>").count()).toBeGreaterThan(2);
      // Its own style is taken: the policy names it by its hash.
      expect(
        await shown.evaluate("getComputedStyle(document.querySelector('.card')).borderLeftWidth"),
      ).not.toBe("0px");
      expect(await shown.evaluate("document.documentElement.scrollWidth <= window.innerWidth")).toBe(true);
      expect(await seriousFaults(shown)).toEqual([]);
      expect(complaints.outside).toEqual([]);
      expect(complaints.faults.filter((fault) => !/favicon|404/.test(fault))).toEqual([]);
      await shown.context().close();
    },
  );

  test("prints whole, on paper with room for all columns", async () => {
    const shown = await openPage(browser, url, {}, structuredClone(noComplaints));
    const pdf = await shown.pdf({ format: "A4" });
    const file = join(mkdtempSync(join(tmpdir(), "cairn-print-")), "transcript.pdf");
    writeFileSync(file, pdf);
    const pages = pdf.toString("latin1").match(/\/Type \/Page\b/g)?.length ?? 0;
    expect(pages).toBeGreaterThan(2);
    expect(pages).toBeLessThan(8);
    await shown.emulateMedia({ media: "print" });
    await shown.setViewportSize({ width: 700, height: 1000 });
    expect(await shown.evaluate("document.documentElement.scrollWidth <= window.innerWidth")).toBe(true);
    await shown.context().close();
  });
});
