import { X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createSnsSigner } from "../../test/fakes/sns-signer.ts";
import { UnavailableError } from "../domain/errors.ts";
import { createCertificateKeys, requireCertificateUrl } from "./sns-certificate.ts";
import { requireSignature, signedEnvelope } from "./sns-signature.ts";

const signer = createSnsSigner();
const key = new X509Certificate(signer.certificate).publicKey;
const topicArn = "arn:aws:sns:eu-west-1:111122223333:alarms";
const pem = "SimpleNotificationService-00112233445566778899aabbccddeeff.pem";
const url = `https://sns.eu-west-1.amazonaws.com/${pem}`;
const notification = {
  Type: "Notification",
  MessageId: "3c8a5e21-7f46-5b0d-9e13-aa64d2c0b901",
  TopicArn: topicArn,
  Subject: "ALARM",
  Message: '{"reason":"línea 1\\n"}\nline 2',
  Timestamp: "2026-06-09T02:41:07.401Z",
  SigningCertURL: url,
};
const confirmation = {
  ...notification,
  Type: "SubscriptionConfirmation",
  Token: "t",
  SubscribeURL: "https://x",
};
const { Subject: _, ...withoutSubject } = notification;

const check = (envelope: unknown) => requireSignature(signedEnvelope.parse(envelope), key);

describe("a signature", () => {
  test.each([
    ["a notification", notification],
    ["a notification without Subject", withoutSubject],
    ["a confirmation", confirmation],
    ["a removal", { ...confirmation, Type: "UnsubscribeConfirmation" }],
  ])("of %s is accepted in both versions", (_, envelope) => {
    check(signer.sign(envelope, "1"));
    check(signer.sign(envelope, "2"));
  });

  test.each([
    ["Message", { Message: "another" }],
    ["MessageId", { MessageId: "another" }],
    ["Subject", { Subject: "another" }],
    ["Subject taken away", { Subject: undefined }],
    ["Timestamp", { Timestamp: "2026-06-10T02:41:07.401Z" }],
    ["TopicArn", { TopicArn: `${topicArn}2` }],
    ["the version", { SignatureVersion: "1" }],
    ["the signature", { Signature: "AAAA" }],
  ])("no longer fits after a change of %s", (_, change) => {
    expect(() => check({ ...signer.sign(notification), ...change })).toThrow("does not fit");
  });

  test.each([
    ["Token", { Token: "another" }],
    ["SubscribeURL", { SubscribeURL: "https://another" }],
    ["Type", { Type: "UnsubscribeConfirmation" }],
  ])("of a confirmation no longer fits after a change of %s", (_, change) => {
    expect(() => check({ ...signer.sign(confirmation), ...change })).toThrow("does not fit");
  });

  test("of a version that nobody knows is not looked at", () => {
    expect(signedEnvelope.safeParse({ ...signer.sign(notification), SignatureVersion: "3" }).success).toBe(
      false,
    );
  });
});

describe("a certificate's address", () => {
  test("is SNS's own, in the topic's Region, in China as well", () => {
    requireCertificateUrl(url, topicArn);
    requireCertificateUrl(
      `https://sns.cn-north-1.amazonaws.com.cn/${pem}`,
      "arn:aws-cn:sns:cn-north-1:111122223333:alarms",
    );
  });

  test.each([
    `http://sns.eu-west-1.amazonaws.com/${pem}`,
    `https://sns.us-east-1.amazonaws.com/${pem}`,
    `https://sns.eu-west-1.amazonaws.com.cn/${pem}`,
    `https://sns.eu-west-1.amazonaws.com.example.com/${pem}`,
    `https://sns.eu-west-1.amazonaws.com@192.0.2.1/${pem}`,
    `https://sns.eu-west-1.amazonaws.com:8443/${pem}`,
    `https://sns.eu-west-1.amazonaws.com/bucket/${pem}`,
    `https://sns.eu-west-1.amazonaws.com/${pem}?x=1`,
    `https://sns.eu-west-1.amazonaws.com/${pem}\n`,
    `https://bucket.s3.eu-west-1.amazonaws.com/${pem}`,
    `https://SNS.eu-west-1.amazonaws.com/${pem}`,
    "",
  ])("%s is refused", (address) => {
    expect(() => requireCertificateUrl(address, topicArn)).toThrow("not an address of SNS");
  });
});

describe("certificates", () => {
  test("are fetched once, also when many messages come at once", async () => {
    let fetched = 0;
    const keyOf = createCertificateKeys(async () => {
      fetched++;
      return signer.certificate;
    });
    const keys = await Promise.all([keyOf(url), keyOf(url), keyOf(url)]);
    expect(keys[2]?.equals(key)).toBe(true);
    await keyOf(url);
    expect(fetched).toBe(1);
  });

  test("an error page in place of one is not kept", async () => {
    const answers = ["<Error>SlowDown</Error>", signer.certificate];
    const keyOf = createCertificateKeys(async () => answers.shift() ?? "");
    await expect(keyOf(url)).rejects.toThrow(UnavailableError);
    expect((await keyOf(url)).equals(key)).toBe(true);
  });

  test("of many addresses only the latest are kept", async () => {
    const fetched: string[] = [];
    const keyOf = createCertificateKeys(async (address) => {
      fetched.push(address);
      return signer.certificate;
    });
    for (let n = 0; n < 40; n++) await keyOf(`${url}${n}`);
    await keyOf(`${url}39`);
    await keyOf(`${url}0`);
    expect(fetched).toHaveLength(41);
  });
});
