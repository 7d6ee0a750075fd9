import { executablePath, launchChromium, openPage } from "../browser/chromium.ts";
import type { World } from "./world.ts";

/** A PNG of a channel as a responder sees it, taken with Chromium. Throws when there is none on this machine. */
export async function takePicture({ workspace }: World, channel: string, file: string): Promise<void> {
  if (executablePath === undefined)
    throw new Error("There is no Chromium here: install it, or name one with CHROMIUM.");
  const browser = await launchChromium();
  try {
    const address = `${workspace.url}/#as=U0RESPONDER&at=${channel}`;
    const page = await openPage(
      browser,
      address,
      { width: 1280, height: 1_600 },
      { outside: [], faults: [] },
    );
    await page.getByRole("button", { name: "Acknowledge" }).first().waitFor();
    await page.getByText("Alarm storm").first().scrollIntoViewIfNeeded();
    await page.screenshot({ path: file });
  } finally {
    await browser.close();
  }
}
