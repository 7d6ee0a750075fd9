import { z } from "zod";

const often = {
  times: z.int().positive().default(1),
  /** Let so many that match pass first. */
  skip: z.int().nonnegative().default(0),
};

/** What somebody else does to the workspace. */
export const meanwhileSchema = z.enum(["revoke-token", "archive-channel", "delete-message", "remove-app"]);

export type Meanwhile = z.output<typeof meanwhileSchema>;

/** What goes wrong with the next calls of a method. */
export const apiFaultSchema = z.strictObject({
  /** A Web API method, `response_url`, `upload`, or `*` for any. */
  method: z.string().min(1),
  /** Only calls that name this channel. */
  channel: z.string().optional(),
  ...often,
  /** `{ ok: false, error }` with this code. */
  code: z.string().min(1).optional(),
  /** This HTTP status with a body that is not JSON; 200 too. */
  status: z.int().min(200).max(599).optional(),
  /** HTTP 429 with these seconds. */
  retryAfter: z.int().nonnegative().optional(),
  /**
   * `hang`: no answer ever. `cut`: the connection is cut before anything is done. `lost`: done, and then the
   * connection is cut, or answered with the `status`, `code` or `retryAfter` given beside it.
   */
  how: z.enum(["hang", "lost", "cut"]).optional(),
  /** Answers late by so much of real time; alone or with another fault. */
  slowMs: z.int().nonnegative().optional(),
  /** Happens just before the call takes effect, to the token, or the channel or message the call names. */
  meanwhile: meanwhileSchema.optional(),
});

export type ApiFault = z.output<typeof apiFaultSchema>;
export type ApiFaultInput = z.input<typeof apiFaultSchema>;

/** What goes wrong with the next deliveries to the app. */
export const deliveryFaultSchema = z.strictObject({
  deliver: z.enum(["events_api", "slash_commands", "interactive", "*"]),
  /** Only those about this: an event type, a command as typed, an action id, a callback id. */
  about: z.string().optional(),
  /**
   * `drop`: never sent. `delay`: sent `delayMs` later, by the workspace's clock. `reorder`: sent after the one
   * that comes next. `lose-ack`: sent, but the app's ack does not arrive. The signatures: signed HTTP only.
   */
  how: z.enum([
    "duplicate",
    "drop",
    "delay",
    "reorder",
    "lose-ack",
    "wrong-signature",
    "old-signature",
    "future-signature",
  ]),
  delayMs: z.int().nonnegative().default(5000),
  ...often,
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
    forDelivery(kind: string, about: string) {
      const fault = strike(
        delivery,
        (each) =>
          (each.deliver === "*" || each.deliver === kind) &&
          (each.about === undefined || each.about === about),
      );
      delivery = delivery.filter((each) => each.times > 0);
      return fault;
    },
  };
}

export type Faults = ReturnType<typeof createFaults>;
