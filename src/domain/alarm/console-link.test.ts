import { expect, test } from "vitest";
import { consoleLink } from "./console-link.ts";

test.each([
  [
    "eu-central-1",
    "access key/used <elsewhere>",
    "https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#alarmsV2:alarm/access%20key%2Fused%20%3Celsewhere%3E",
  ],
  ["cn-north-1", "a", "https://console.amazonaws.cn/cloudwatch/home?region=cn-north-1#alarmsV2:alarm/a"],
  [
    "us-gov-west-1",
    "a_b*c~",
    "https://console.amazonaws-us-gov.com/cloudwatch/home?region=us-gov-west-1#alarmsV2:alarm/a%5Fb%2Ac%7E",
  ],
  ["us-iso-east-1", "a", undefined],
  ["evil.example/", "a", undefined],
  ["eu-central-1|x", "a", undefined],
  ["eu-central-1", "", undefined],
  ["eu-central-1", "x".repeat(2_000), undefined],
  [
    "eu-west-1",
    "\uD800",
    "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/%EF%BF%BD",
  ],
])("in %s the alarm %s is looked at under %s", (region, name, link) => {
  expect(consoleLink({ region, name })).toBe(link);
});
