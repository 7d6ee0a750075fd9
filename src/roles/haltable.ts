import type { Ports } from "../flows/ports.ts";

/** Engines that can be told to stop, with a reason that passes: then the run goes back into the queue. */
export function haltable(enginesFor: Ports["enginesFor"], halt: AbortSignal): Ports["enginesFor"] {
  return (account) =>
    enginesFor(account).map((engine) => ({
      ...engine,
      ask: (request, asking) =>
        engine.ask(request, { ...asking, signal: AbortSignal.any([asking.signal, halt]) }),
    }));
}
