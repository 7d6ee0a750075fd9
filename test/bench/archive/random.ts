/** xorshift32: a corpus draws hundreds of millions of numbers. */
export interface Random {
  next(): number;
  below(limit: number): number;
  chance(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** The first items most often, as in any account. */
  pickEarly<Item>(items: readonly Item[]): Item;
  text(length: number, alphabet: string): string;
  hex(length: number): string;
  uuid(): string;
}

export function createRandom(seed: number): Random {
  let state = (Math.imul(seed, 2_654_435_761) ^ 0x9e3779b9) | 0 || 1;
  const whole = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  const next = () => whole() / 2 ** 32;
  const below = (limit: number) => Math.floor(next() * limit);
  const item = <Item>(items: readonly Item[], at: number): Item => {
    const found = items[at];
    if (found === undefined) throw new RangeError("There is nothing to pick from.");
    return found;
  };
  const hex = (length: number) => {
    let drawn = "";
    while (drawn.length < length) drawn += whole().toString(16).padStart(8, "0");
    return drawn.slice(0, length);
  };
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick: (items) => item(items, below(items.length)),
    pickEarly: (items) => item(items, Math.floor(next() ** 3 * items.length)),
    text(length, alphabet) {
      let drawn = "";
      for (let at = 0; at < length; at += 1) drawn += alphabet[below(alphabet.length)];
      return drawn;
    },
    hex,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
  };
}
