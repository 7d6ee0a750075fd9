import { createHash } from "node:crypto";

/** Same seed, same choices: stories and faults can be told again exactly. */
export interface SeededRandom {
  /** From 0 up to, but not including, 1. */
  next: () => number;
  /** A whole number from `low` to `high`, both included. */
  between: (low: number, high: number) => number;
  chance: (probability: number) => boolean;
  pick: <const Items extends readonly [unknown, ...unknown[]]>(items: Items) => Items[number];
  /** `length` characters of the alphabet, upper-case letters and digits by default. */
  text: (length: number, alphabet?: string) => string;
  uuid: () => string;
}

export function createSeededRandom(seed: number | string): SeededRandom {
  let state = createHash("sha256").update(String(seed)).digest().readUInt32LE(0);
  // mulberry32: small, fast and good enough for stories.
  const whole = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const next = () => whole() / 2 ** 32;
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const text = (length: number, alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") => {
    let drawn = "";
    for (let at = 0; at < length; at += 1) drawn += alphabet[Math.floor(next() * alphabet.length)];
    return drawn;
  };
  const hex = () => whole().toString(16).padStart(8, "0");
  return {
    next,
    between,
    chance: (probability) => next() < probability,
    pick: (items) => items[between(0, items.length - 1)],
    text,
    uuid: () => {
      const [a, b, c, d] = [hex(), hex(), hex(), hex()];
      return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${"89ab"[Number.parseInt(c.slice(0, 1), 16) % 4]}${c.slice(1, 4)}-${c.slice(4)}${d}`;
    },
  };
}
