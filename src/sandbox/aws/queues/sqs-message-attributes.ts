import { createHash } from "node:crypto";
import { AwsError } from "../wire/aws-error.ts";

type MessageAttribute = Record<string, unknown>;

/** Body and attributes together have a limit, and only the characters of XML 1.0 may be sent. */
export function requireSendable(
  body: string,
  attributes: Record<string, MessageAttribute>,
  maxBytes: number,
): void {
  const extra = Object.entries(attributes).map(([name, value]) => name + Object.values(value).join(""));
  const bytes = Buffer.byteLength(body + extra.join(""));
  if (body === "") {
    throw new AwsError(
      "MissingRequiredParameterException",
      "The request must contain the parameter MessageBody.",
      {
        queryCode: "MissingParameter",
      },
    );
  }
  if (bytes > maxBytes) {
    throw new AwsError(
      "InvalidParameterValueException",
      `One or more parameters are invalid. Reason: Message must be shorter than ${maxBytes} bytes.`,
      { queryCode: "InvalidParameterValue" },
    );
  }
  if (/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(body)) {
    throw new AwsError("InvalidMessageContents", "Invalid binary character in the message body.");
  }
}

/** The digest receivers check; undefined without attributes. */
export function md5OfAttributes(attributes: Record<string, unknown>): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash("md5");
  const put = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const { DataType, StringValue, BinaryValue } = attributes[name] as MessageAttribute;
    put(Buffer.from(name));
    put(Buffer.from(String(DataType)));
    hash.update(Buffer.from([String(DataType).startsWith("Binary") ? 2 : 1]));
    put(
      BinaryValue === undefined
        ? Buffer.from(String(StringValue))
        : Buffer.from(String(BinaryValue), "base64"),
    );
  }
  return hash.digest("hex");
}
