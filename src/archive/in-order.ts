/**
 * Works on several items at a time and hands over the outcomes in the order of the items. Takes another one as long as
 * there is room beside those under way, and one in any case.
 */
export async function* inOrder<Item, Outcome>(
  items: AsyncIterable<Item>,
  hasRoom: (underWay: readonly Item[]) => boolean,
  work: (item: Item) => Promise<Outcome>,
): AsyncGenerator<{ item: Item; outcome: Outcome }> {
  const underWay: { item: Item; outcome: Promise<Outcome> }[] = [];
  const source = items[Symbol.asyncIterator]();
  let over = false;
  try {
    for (;;) {
      while (!over && (underWay.length === 0 || hasRoom(underWay.map(({ item }) => item)))) {
        const { done, value } = await source.next();
        if (done) over = true;
        else {
          const outcome = work(value);
          // Whoever waits for it is told; nobody may be waiting yet, or ever.
          outcome.catch(() => {});
          underWay.push({ item: value, outcome });
        }
      }
      const first = underWay.shift();
      if (first === undefined) return;
      yield { item: first.item, outcome: await first.outcome };
    }
  } finally {
    await source.return?.();
  }
}
