import { describe, expect, test } from "vitest";
import { bindQuery } from "../query/bind.ts";
import { fillFrom } from "../query/fill.ts";
import { parseQueryFile } from "../query/parse-query.ts";
import { eventClassOf } from "./event-class.ts";
import { judgeTrails } from "./judge-trails.ts";
import type { TrailFacts } from "./recording-facts.ts";

const now = new Date("2026-11-20T12:00:00Z");
const at = (time: string) => new Date(`2026-11-20T${time}Z`);
const window = { from: at("09:00:00"), to: at("11:00:00") };
const everything = {
  basic: [
    {
      ReadWriteType: "All" as const,
      IncludeManagementEvents: true,
      DataResources: [],
      ExcludeManagementEventSources: [],
    },
  ],
};
const main: TrailFacts = {
  name: "main",
  arn: "arn:aws:cloudtrail:eu-central-1:111122223333:trail/main",
  home: "eu-central-1",
  multiRegion: true,
  globalEvents: true,
  status: { logging: true, deliveredAt: now },
  selectors: everything,
};

const kindOf = (where: string) =>
  eventClassOf(
    bindQuery(
      parseQueryFile(`from: cloudtrail\nwhere: ${where}\nshow: [eventID]\nlimit: 10`, "q.yml"),
      fillFrom(new Map()),
    ),
  );

const judge = (trail: Partial<TrailFacts>, where: string, regions = ["eu-central-1", "us-east-1"]) =>
  judgeTrails([{ ...main, ...trail }], {
    kind: kindOf(where),
    regions,
    window,
    from: "bucket",
  });

const anything = "{ userIdentity.accessKeyId: AKIAIOSFODNN7EXAMPLE }";

describe("a zero counts", () => {
  test("when a trail that is on records all management events of all Regions", () => {
    expect(judge({}, anything)).toEqual({
      state: "recorded",
      reasons: ["the trail main records them, delivered last at 2026-11-20 12:00:00 UTC."],
      fix: [],
    });
  });

  test("when one trail records what another leaves out", () => {
    const half = (name: string, ReadWriteType: "ReadOnly" | "WriteOnly") => ({
      ...main,
      name,
      selectors: { basic: [{ ...everything.basic[0], ReadWriteType }] as never },
    });
    const asked = { kind: kindOf(anything), regions: ["eu-central-1"], window, from: "bucket" as const };
    expect(judgeTrails([half("reads", "ReadOnly"), half("writes", "WriteOnly")], asked).state).toBe(
      "recorded",
    );
    expect(judgeTrails([half("writes", "WriteOnly")], asked).state).toBe("partly");
  });

  test("when the trail was stopped only after the window", () => {
    expect(judge({ status: { logging: false, stoppedAt: at("11:30:00") } }, anything).state).toBe("recorded");
  });
});

describe("a zero is no zero", () => {
  test("when the trail is off, and the command that starts it is at hand", () => {
    const { state, reasons, fix } = judge(
      { status: { logging: false, stoppedAt: at("08:00:00") } },
      anything,
    );
    expect(state).toBe("not-recorded");
    expect(reasons).toEqual(["The trail main is switched off since 2026-11-20 08:00:00 UTC."]);
    expect(fix[0]?.command).toBe(
      "aws cloudtrail start-logging --name arn:aws:cloudtrail:eu-central-1:111122223333:trail/main --region eu-central-1",
    );
    expect(fix[1]?.say).toMatch(/Event history has every management event/);
  });

  test("when the trail was off for a part of the window, or for all of it, though it is on again", () => {
    const off = (from: string, to: string) =>
      judge({ status: { logging: true, stoppedAt: at(from), startedAt: at(to) } }, anything);
    expect(off("10:00:00", "10:37:00")).toMatchObject({
      state: "partly",
      reasons: [
        "The trail main was off from 2026-11-20 10:00:00 UTC to 2026-11-20 10:37:00 UTC: nothing of that time was delivered.",
      ],
    });
    expect(off("08:00:00", "11:30:00").state).toBe("not-recorded");
    expect(off("07:00:00", "08:00:00").state).toBe("recorded");
  });

  test("when the trail began later than the window", () => {
    expect(judge({ status: { logging: true, startedAt: at("10:00:00") } }, anything).state).toBe("partly");
    expect(judge({ status: { logging: true, startedAt: at("11:30:00") } }, anything).state).toBe(
      "not-recorded",
    );
  });

  test("when the trail is of another Region, for that Region", () => {
    const one = { multiRegion: false };
    expect(judge(one, anything, ["us-east-1"])).toMatchObject({
      state: "not-recorded",
      reasons: ["The trail main records eu-central-1 only, not us-east-1."],
    });
    expect(judge(one, anything).state).toBe("partly");
    expect(judge(one, anything, ["eu-central-1"]).state).toBe("recorded");
  });

  test("when the question is about IAM and the trail leaves global services out, wherever was asked", () => {
    const iam = "{ eventSource: iam.amazonaws.com, eventName: CreateUser }";
    expect(judge({ globalEvents: false }, iam, ["eu-central-1"]).state).toBe("not-recorded");
    expect(judge({ multiRegion: false }, iam, ["eu-central-1"]).reasons).toEqual([
      "The trail main records eu-central-1 only, not us-east-1.",
    ]);
    expect(judge({ globalEvents: false }, anything, ["eu-central-1"]).state).toBe("recorded");
  });

  test("when deliveries fail, with AWS's own word for it", () => {
    expect(judge({ status: { logging: true, deliveryError: "AccessDenied" } }, anything)).toMatchObject({
      state: "not-recorded",
      reasons: ["The trail main cannot deliver to its bucket: AccessDenied."],
    });
  });

  test("when reads are asked of a trail for writes", () => {
    const selectors = { basic: [{ ...everything.basic[0], ReadWriteType: "WriteOnly" }] } as never;
    expect(judge({ selectors }, "{ eventName: [GetSecretValue, ListUsers] }")).toMatchObject({
      state: "not-recorded",
      reasons: ["The trail main records no read calls."],
    });
    expect(judge({ selectors }, "{ eventName: DeleteTrail }").state).toBe("recorded");
    expect(judge({ selectors }, "{ readOnly: false }").state).toBe("recorded");
    expect(judge({ selectors }, anything).state).toBe("partly");
  });

  test("when the service asked about is excluded", () => {
    const selectors = {
      basic: [{ ...everything.basic[0], ExcludeManagementEventSources: ["kms.amazonaws.com"] }],
    } as never;
    expect(judge({ selectors }, "{ eventSource: kms.amazonaws.com }").state).toBe("not-recorded");
    expect(judge({ selectors }, "{ eventSource: ec2.amazonaws.com }").state).toBe("recorded");
    expect(judge({ selectors }, anything)).toMatchObject({
      state: "partly",
      reasons: [
        "The trail main records read calls without those of kms.amazonaws.com.",
        "The trail main records write calls without those of kms.amazonaws.com.",
      ],
    });
  });
});

describe("data events", () => {
  const read =
    "{ eventSource: s3.amazonaws.com, eventName: GetObject, requestParameters.bucketName: pay-slips }";
  const data = (...more: { Field: string; Equals?: string[]; StartsWith?: string[] }[]) => ({
    advanced: [
      {
        FieldSelectors: [
          { Field: "eventCategory", Equals: ["Data"] },
          { Field: "resources.type", Equals: ["AWS::S3::Object"] },
          ...more,
        ],
      },
    ],
  });

  test("are not there when the trail records management events only; the fix keeps what it records", () => {
    const { state, reasons, fix } = judge({}, read);
    expect(state).toBe("not-recorded");
    expect(reasons).toEqual(["The trail main records no data events (read calls) of s3.amazonaws.com."]);
    expect(fix[0]?.command).toBe(
      `aws cloudtrail put-event-selectors --trail-name ${main.arn} --region eu-central-1 --event-selectors '[{"ReadWriteType":"All","IncludeManagementEvents":true,"DataResources":[{"Type":"AWS::S3::Object","Values":["arn:aws:s3"]}],"ExcludeManagementEventSources":[]}]'`,
    );
    // Event history has no data events: it is no way out.
    expect(fix).toHaveLength(1);
  });

  test("are there when selectors of either kind name them, or their bucket", () => {
    const basic = (Values: string[]) =>
      ({
        basic: [{ ...everything.basic[0], DataResources: [{ Type: "AWS::S3::Object", Values }] }],
      }) as never;
    expect(judge({ selectors: basic(["arn:aws:s3:::"]) }, read).state).toBe("recorded");
    expect(judge({ selectors: basic(["arn:aws:s3:::pay-slips/"]) }, read).state).toBe("recorded");
    expect(judge({ selectors: basic(["arn:aws:s3:::other/"]) }, read).state).toBe("not-recorded");
    expect(judge({ selectors: data() }, read).state).toBe("recorded");
    const bucket = (name: string) => data({ Field: "resources.ARN", StartsWith: [`arn:aws:s3:::${name}/`] });
    expect(judge({ selectors: bucket("pay-slips") }, read).state).toBe("recorded");
    expect(judge({ selectors: bucket("other") }, read).state).toBe("not-recorded");
    expect(judge({ selectors: bucket("other") }, "{ eventName: GetObject }").state).toBe("partly");
    expect(judge({ selectors: data({ Field: "readOnly", Equals: ["false"] }) }, read).state).toBe(
      "not-recorded",
    );
    expect(
      judge({ selectors: data() }, "{ eventName: Invoke, eventSource: lambda.amazonaws.com }").state,
    ).toBe("not-recorded");
  });
});

test("what could not be looked at cannot be told, and names what to allow", () => {
  const selectors = {
    unknown: "Cairn may not call cloudtrail:GetEventSelectors.",
    fix: '{"Effect":"Allow"}',
  };
  expect(judge({ selectors }, anything)).toEqual({
    state: "cannot-tell",
    reasons: ["Cairn may not call cloudtrail:GetEventSelectors."],
    fix: [{ say: "Allow Cairn's role to look", command: '{"Effect":"Allow"}' }],
  });
  // A trail that is off is off, whatever its selectors.
  const off = { status: { logging: false }, selectors };
  expect(judge(off, anything).state).toBe("not-recorded");
});

test("a trail's name acts nowhere: not in a sentence, not in a command", () => {
  const arn = "arn:aws:cloudtrail:eu-central-1:111122223333:trail/x;curl $(y)";
  const { reasons, fix } = judge({ name: "x\u202e\u001b[31m", arn, status: { logging: false } }, anything);
  expect(reasons.join()).toBe("The trail x [31m is switched off.");
  expect(fix[0]?.command).toContain(`'${arn}'`);
});
