import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addFollowUp } from "../../src/flows/follow-up/add-follow-up.ts";
import { declareIncident } from "../../src/flows/incidents/declare-incident.ts";
import { type PagesGround, pagesGround, type TestBrowser } from "./pages-ground.ts";
import { useDatabase } from "./postgres.ts";

const database = useDatabase();
let ground: PagesGround;
let lead: TestBrowser;
let incidentId: string;

beforeAll(async () => {
  ground = await pagesGround(database.url);
  const actor = await ground.ports.people.actor("U0RESPONDER");
  const title = `<script>alert(1)</script> "><img src=x onerror=alert(1)> \u202Egnp.exe`;
  ({ id: incidentId } = await declareIncident(ground.ports, { title, channel: "C0INCIDENTS", actor }));
  await addFollowUp(ground.ports, { incidentId, text: "Rotate </li><script>x</script>", actor });
  lead = ground.browser();
  await lead.signIn("U0LEAD");
});
afterAll(() => ground.stop());

const paths = [
  "/incidents",
  "/incidents/INC-1",
  "/incidents/INC-1/review",
  "/measures",
  "/sign-in",
  "/incidents/INC-9",
];

describe.each(paths)("%s", (path) => {
  test("lets nothing run or load that is not ours, and is kept by nobody", async () => {
    const { headers, text } = await lead.get(path);
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/^default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; /);
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("same-origin");
    expect(headers.get("x-powered-by")).toBeNull();
    // Inline styles and scripts would be dropped by the policy: a page that has some is broken.
    expect(text).not.toMatch(/<style|<script(?! src="\/assets\/)/i);
    expect(text.replaceAll(/"[^"]*"/g, "")).not.toMatch(/<[a-z][^>]*\s(style|on\w+)=/i);
    // Nothing on it leads a browser to anybody else by itself.
    expect(text).not.toMatch(/(src|action)="(https?:)?\/\//);
  });
});

test("hostile text is text", async () => {
  for (const path of ["/incidents", "/incidents/INC-1", "/incidents/INC-1/review"]) {
    const { text } = await lead.get(path);
    expect(text).not.toMatch(/<script>|<img|\u202e/);
    expect(text).toContain("&lt;script&gt;");
  }
});

test("style and script may be kept for ever, under a name that changes with them", async () => {
  const { text } = await lead.get("/incidents");
  const [style = "", script = ""] = [...text.matchAll(/\/assets\/cairn-[0-9a-f]{16}\.(?:css|js)/g)].map(
    String,
  );
  for (const [path, type] of [
    [style, "text/css"],
    [script, "text/javascript"],
  ] as const) {
    const asset = await ground.browser().get(path);
    expect(asset.status).toBe(200);
    expect(asset.headers.get("content-type")).toContain(type);
    expect(asset.headers.get("cache-control")).toContain("immutable");
  }
});

describe("what changes something", () => {
  const writes: [string, Record<string, string>][] = [
    ["/incidents/INC-1/summary", { text: "It was a test." }],
    ["/incidents/INC-1/follow-ups", { text: "Look again" }],
    ["/incidents/INC-1/follow-ups/2/done", {}],
  ];
  const entries = async () => (await ground.store.timeline(incidentId)).length;

  test.each(writes)(
    "%s is refused from another site, without its key, and from nobody",
    async (path, fields) => {
      const key = await lead.formKey();
      const before = await entries();
      const forgeries: [Record<string, string>, Record<string, string>][] = [
        [{ ...fields, key }, { origin: "https://evil.example" }],
        [
          { ...fields, key },
          { origin: "null", "sec-fetch-site": "cross-site" },
        ],
        [{ ...fields, key }, { "sec-fetch-site": "same-site" }],
        [{ ...fields, key }, {}],
        [fields, { origin: ground.origin }],
        [{ ...fields, key: "forged" }, { origin: ground.origin }],
      ];
      for (const [given, headers] of forgeries)
        expect((await lead.post(path, given, headers)).status).toBe(403);
      const other = ground.browser();
      await other.signIn("U0RESPONDER");
      // The key of one session is none for another.
      expect((await other.post(path, { ...fields, key })).status).toBe(403);
      expect((await ground.browser().post(path, { ...fields, key })).to).toContain("/sign-in");
      expect(await entries()).toBe(before);
      expect((await lead.post(path, { ...fields, key })).status).toBe(303);
      expect(await entries()).toBe(before + 1);
    },
  );

  test("a summary is kept as a new entry, and the one before stays", async () => {
    const key = await lead.formKey();
    const path = "/incidents/INC-1/summary";
    await lead.post(path, { text: "It was the backup job.\r\nNobody else.", key });
    const { text } = await lead.get("/incidents/INC-1/review");
    expect(text).toContain("It was the backup job.\nNobody else.");
    expect(text).toContain("It was a test.");
    const again = await lead.post(path, { text: "It was the backup job.\nNobody else.", key });
    expect(again.status).toBe(409);
    expect(again.text).toContain("That is what the summary says already.");
    const empty = await lead.post(path, { text: " ", key });
    expect(empty.status).toBe(400);
    expect(empty.text).toContain("The summary is empty");
  });

  test("a due day that nobody understands is told beside the form", async () => {
    const key = await lead.formKey();
    const refused = await lead.post("/incidents/INC-1/follow-ups", { text: "Later", due: "someday", key });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain("is no day ahead");
  });

  test("a form larger than any of ours is not read", async () => {
    const key = await lead.formKey();
    expect((await lead.post("/incidents/INC-1/summary", { text: "x".repeat(100_000), key })).status).toBe(
      400,
    );
  });
});

test.each(["md", "json", "html", "csv"])(
  "a transcript as %s is a file and never a page of this host",
  async (format) => {
    const { headers, status } = await lead.get(`/incidents/INC-1/transcript?format=${format}`);
    expect(status).toBe(200);
    expect(headers.get("content-disposition")).toMatch(/^attachment; filename="?[\w.-]+"?$/);
    expect(headers.get("content-type")).toContain("application/octet-stream");
  },
);

test.each([
  "/incidents/INC-",
  "/incidents/x",
  "/incidents/INC-99999999999",
  "/incidents/INC-1/runs/nothing",
  "/incidents/%00",
])("%s is not there", async (path) => {
  expect((await lead.get(path)).status).toBe(404);
});

test("when Slack does not say who somebody is, nothing is shown", async () => {
  ground.forget();
  ground.workspace.fault({ method: "users.info", code: "internal_error", times: 5 });
  try {
    const { status, text } = await lead.get("/incidents/INC-1");
    expect(status).toBe(503);
    expect(text).toContain("Try again in a moment");
  } finally {
    ground.workspace.clearFaults();
  }
});
