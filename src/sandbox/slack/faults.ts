import { z } from "zod";

/** What goes wrong with the next calls of a method. */
export const apiFaultSchema = z.strictObject({
  /** A Web API method, or `*` for any. */
  method: z.string(),
  /** Only calls that name this channel. */
  channel: z.string().optional(),
  times: z.int().positive().default(1),
  /** Let so many matching calls pass first. */
  skip: z.int().nonnegative().default(0),
  /** `{ ok: false, error }` with this code. */
  code: z.string().optional(),
  /** This HTTP status with a body that is not JSON. */
  status: z.int().min(200).max(599).optional(),
  /** HTTP 429 with these seconds. */
  retryAfter: z.int().nonnegative().optional(),
  /** `hang`: no answer ever. `lost`: done, then the connection is cut. `cut`: cut before anything is done. */
  how: z.enum(["hang", "lost", "cut"]).optional(),
  /** Answers late by so much; alone or with another fault. */
  slowMs: z.int().nonnegative().optional(),
});

export type ApiFault = z.output<typeof apiFaultSchema>;
export type ApiFaultInput = z.input<typeof apiFaultSchema>;

/** What goes wrong with the next deliveries to the app. */
export const deliveryFaultSchema = z.strictObject({
  deliver: z.enum(["events_api", "slash_commands", "interactive", "*"]),
  how: z.enum(["duplicate", "drop"]),
  times: z.int().positive().default(1),
  skip: z.int().nonnegative().default(0),
});

export type DeliveryFault = z.output<typeof deliveryFaultSchema>;
export type DeliveryFaultInput = z.input<typeof deliveryFaultSchema>;

/** The faults still to come, each used up as it strikes. */
export function createFaults() {
  let api: ApiFault[] = [];
  let delivery: DeliveryFault[] = [];

  function strike<T extends { times: number; skip: number }>(faults: T[], matches: (fault: T) => boolean) {
    const fault = faults.find(matches);
    if (fault === undefined) return undefined;
    if (fault.skip > 0) {
      fault.skip -= 1;
      return undefined;
    }
    fault.times -= 1;
    return fault;
  }

  return {
    addApi: (fault: ApiFaultInput) => void api.push(apiFaultSchema.parse(fault)),
    addDelivery: (fault: DeliveryFaultInput) => void delivery.push(deliveryFaultSchema.parse(fault)),
    clear() {
      api = [];
      delivery = [];
    },
    list: () => ({ api: structuredClone(api), delivery: structuredClone(delivery) }),
    forCall(method: string, channel: string | undefined) {
      const fault = strike(
        api,
        (each) =>
          (each.method === "*" || each.method === method) &&
          (each.channel === undefined || each.channel === channel),
      );
      api = api.filter((each) => each.times > 0);
      return fault;
    },
    forDelivery(kind: string) {
      const fault = strike(delivery, (each) => each.deliver === "*" || each.deliver === kind);
      delivery = delivery.filter((each) => each.times > 0);
      return fault;
    },
  };
}

export type Faults = ReturnType<typeof createFaults>;
