/** The little of ASN.1 DER that an X.509 certificate needs. */
export const der = {
  sequence: (...parts: Buffer[]) => tagged(0x30, Buffer.concat(parts)),
  set: (...parts: Buffer[]) => tagged(0x31, Buffer.concat(parts)),
  /** A positive whole number, given as bytes. */
  integer: (bytes: Buffer) =>
    tagged(0x02, (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.of(0), bytes])),
  boolean: (value: boolean) => tagged(0x01, Buffer.of(value ? 0xff : 0)),
  null: () => tagged(0x05, Buffer.alloc(0)),
  bits: (bytes: Buffer, unused = 0) => tagged(0x03, Buffer.concat([Buffer.of(unused), bytes])),
  octets: (bytes: Buffer) => tagged(0x04, bytes),
  text: (text: string) => tagged(0x0c, Buffer.from(text, "utf8")),
  /** Whole seconds, UTC, four-digit year. */
  time: (at: Date) => tagged(0x18, Buffer.from(`${at.toISOString().replace(/[-:T]|\.\d+Z/g, "")}Z`)),
  /** `[n]` around something whole. */
  explicit: (number: number, part: Buffer) => tagged(0xa0 + number, part),
  /** `[n]` in place of the type's own tag. */
  implicit: (number: number, content: Buffer) => tagged(0x80 + number, content),
  oid,
};

function tagged(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.of(tag), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
  return Buffer.concat([Buffer.of(0x80 + bytes.length), bytes]);
}

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const groups = [part & 0x7f];
    for (let left = part >> 7; left > 0; left >>= 7) groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return tagged(0x06, Buffer.from(bytes));
}
