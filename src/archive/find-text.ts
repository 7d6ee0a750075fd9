/** Position of a text at or after `from`, or -1. */
export type FindText = (raw: Buffer, from: number) => number;

// Node searches needles of up to seven bytes by jumping (memchr) from one occurrence of the first byte to the next.
const jumpingNeedle = 7;
const shortestNeedle = 3;
const sampleBytes = 64 * 1024;

/** How often each byte stands in a piece of a file. */
export function byteCounts(raw: Buffer): Uint32Array {
  const counts = new Uint32Array(256);
  for (const byte of raw.subarray(0, sampleBytes)) counts[byte] = (counts[byte] ?? 0) + 1;
  return counts;
}

/** Looks for the text's rarest byte first: several times faster than looking for the text as it stands. ASCII only. */
export function textFinder(text: string, counts: Uint32Array): FindText {
  const whole = Buffer.from(text, "latin1");
  const skipped = rarestStart(whole, counts);
  const needle = whole.subarray(skipped, skipped + jumpingNeedle);
  return (raw, from) => {
    for (let at = raw.indexOf(needle, from + skipped); at !== -1; at = raw.indexOf(needle, at + 1)) {
      if (standsAt(raw, at - skipped, whole)) return at - skipped;
    }
    return -1;
  };
}

function rarestStart(whole: Buffer, counts: Uint32Array): number {
  let rarest = 0;
  for (let at = 1; at <= whole.length - shortestNeedle; at += 1) {
    if ((counts[whole[at] ?? 0] ?? 0) < (counts[whole[rarest] ?? 0] ?? 0)) rarest = at;
  }
  return rarest;
}

export function standsAt(raw: Buffer, at: number, text: Buffer): boolean {
  for (let step = 0; step < text.length; step += 1) if (raw[at + step] !== text[step]) return false;
  return true;
}
