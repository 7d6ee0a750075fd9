/** The wall clock of this process alone, third-party code included. Timers and `performance.now()` go on, as they do when NTP sets a clock. */
export interface OwnClock {
  jumpTo(offMs: number): void;
}

export function installOwnClock(): OwnClock {
  const machine = Date;
  let offMs = 0;
  const now = () => machine.now() + offMs;
  globalThis.Date = new Proxy(machine, {
    construct: (target, given, as) =>
      given.length === 0 ? Reflect.construct(target, [now()], as) : Reflect.construct(target, given, as),
    get: (target, name, as) => (name === "now" ? now : Reflect.get(target, name, as)),
  });
  return {
    jumpTo(wanted) {
      offMs = wanted;
    },
  };
}
