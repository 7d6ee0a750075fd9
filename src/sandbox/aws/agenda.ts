/** Something that happens at a time of the account's clock; `at` is that time, even when it is done later. */
export type Act = (at: Date) => void | Promise<void>;

/** The account's clock and what is to happen on it. */
export interface Agenda {
  clock: () => Date;
  /** Does `act` once the clock has reached `time` (milliseconds since 1970), however it gets there. */
  at: (time: number, act: Act) => void;
  /** Work that `advance` shall wait for. */
  follow: (work: Promise<void>) => void;
  /** Starts all that is due, earliest first. */
  runDue: () => void;
  /** Lets time pass at once: each thing that falls due happens at its own time and is waited for. */
  advance: (ms: number) => Promise<void>;
  stop: () => void;
  snapshot: () => unknown;
  restore: (saved: unknown) => void;
}

interface Entry {
  time: number;
  order: number;
  act: Act;
}

const POLL_MS = 200;

export function createAgenda(base: () => Date): Agenda {
  let offset = 0;
  let order = 0;
  let timer: NodeJS.Timeout | undefined;
  const entries: Entry[] = [];
  const underWay = new Set<Promise<void>>();
  const clock = () => new Date(base().getTime() + offset);

  const follow = (work: Promise<void>) => {
    const followed: Promise<void> = work
      // A fault of the sandbox itself: nobody else waits for this promise.
      .catch((error) => console.error("The sandbox account failed:", error))
      .finally(() => underWay.delete(followed));
    underWay.add(followed);
  };
  const settled = async () => {
    while (underWay.size > 0) await Promise.all(underWay);
  };
  const runDue = () => {
    const now = clock().getTime();
    for (let next = entries[0]; next !== undefined && next.time <= now; next = entries[0]) {
      takeFirst(entries);
      const { act, time } = next;
      follow((async () => act(new Date(time)))());
    }
    if (entries.length === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
  const moveTo = (time: number) => {
    offset += Math.max(0, time - clock().getTime());
  };

  return {
    clock,
    follow,
    runDue,
    at(time, act) {
      insert(entries, { time, order, act });
      order += 1;
      // Polled, because the clock underneath may jump without telling anybody.
      timer ??= setInterval(runDue, POLL_MS).unref();
    },
    async advance(ms) {
      const end = clock().getTime() + ms;
      runDue();
      await settled();
      for (let next = entries[0]; next !== undefined && next.time <= end; next = entries[0]) {
        moveTo(next.time);
        runDue();
        await settled();
      }
      moveTo(end);
    },
    stop() {
      clearInterval(timer);
      entries.length = 0;
    },
    snapshot: () => offset,
    restore(saved) {
      offset = Number(saved);
    },
  };
}

/** A binary heap, earliest first and then in the order of asking. */
function insert(heap: Entry[], entry: Entry): void {
  let at = heap.push(entry) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!swapIfEarlier(heap, at, parent)) return;
    at = parent;
  }
}

function takeFirst(heap: Entry[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  heap[0] = last;
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    const child = left + 1 < heap.length && isEarlier(heap[left + 1], heap[left]) ? left + 1 : left;
    if (child >= heap.length || !swapIfEarlier(heap, child, at)) return;
    at = child;
  }
}

function swapIfEarlier(heap: Entry[], one: number, other: number): boolean {
  const [first, second] = [heap[one], heap[other]];
  if (first === undefined || second === undefined || !isEarlier(first, second)) return false;
  heap[one] = second;
  heap[other] = first;
  return true;
}

function isEarlier(one: Entry | undefined, other: Entry | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return one.time < other.time || (one.time === other.time && one.order < other.order);
}
