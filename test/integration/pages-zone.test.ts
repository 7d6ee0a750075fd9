import { expect, test } from "vitest";
import { addFollowUp } from "../../src/flows/follow-up/add-follow-up.ts";
import { acknowledgeIncident } from "../../src/flows/incidents/acknowledge-incident.ts";
import { declareIncident } from "../../src/flows/incidents/declare-incident.ts";
import { lead } from "../fakes/world.ts";
import { pagesGround } from "./pages-ground.ts";
import { useDatabase } from "./postgres.ts";

const database = useDatabase();

test("every page shows the organisation's local time beside UTC, and exports have it too", async () => {
  const ground = await pagesGround(database.url, { zone: "Asia/Kathmandu" });
  try {
    const { ports } = ground;
    const incident = await declareIncident(ports, {
      ...{ title: "Somebody reads everything", channel: "C0INCIDENTS", severity: "P2", actor: lead },
    });
    await acknowledgeIncident(ports, { incidentId: incident.id, actor: lead });
    await addFollowUp(ports, { incidentId: incident.id, text: "Rotate the key", due: "today", actor: lead });
    const browser = ground.browser();
    await browser.signIn("U0LEAD");
    const path = `/incidents/INC-${incident.number}`;
    for (const page of ["/incidents", path, `${path}/review`, "/measures"]) {
      const { text } = await browser.get(page);
      expect(text).toContain("Times are in UTC, and in brackets in Asia/Kat");
      if (["/incidents", path].includes(page))
        expect(text.match(/<\/time> <span class="local">\([^)]* \+05:45\)/g)?.length, page).toBeGreaterThan(
          0,
        );
    }
    const today = new Date(Date.now() + 345 * 60_000).toISOString().slice(0, 10);
    expect((await browser.get(`${path}/review`)).text).toContain(`due ${today}`);
    const transcript = await browser.get(`${path}/transcript?format=md`);
    expect(transcript.text).toContain("+05:45)");
  } finally {
    await ground.stop();
  }
});
