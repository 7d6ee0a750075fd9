import { z } from "zod";

/** Something a person typed or chose: text, the value or label of a choice, several of them, or nothing. */
const input = z.union([z.string(), z.number(), z.array(z.string()), z.null()]);
/** By block id or by action id: `{ title: "…" }`. */
const values = z.record(z.string(), input);
const channel = z.string();
const ts = z.string();

/** Everything a person can do, as the page, the tests and the demo ask for it. */
export const personRequestSchema = z.discriminatedUnion("do", [
  z.strictObject({
    do: z.literal("post"),
    channel,
    text: z.string().min(1),
    threadTs: z.string().optional(),
    broadcast: z.boolean().optional(),
  }),
  z.strictObject({ do: z.literal("edit"), channel, ts, text: z.string().min(1) }),
  z.strictObject({ do: z.literal("delete"), channel, ts }),
  z.strictObject({ do: z.literal("command"), channel, text: z.string().startsWith("/") }),
  z.strictObject({
    do: z.literal("press"),
    /** Where it stands: a message, else a view, else (`home`) the App Home. */
    channel: channel.optional(),
    ts: ts.optional(),
    viewId: z.string().optional(),
    home: z.boolean().optional(),
    actionId: z.string(),
    blockId: z.string().optional(),
    /** What is chosen in a select, an overflow menu or a picker; or which of several buttons, by its value. */
    value: input.optional(),
    /** What else stands in the inputs around it. */
    values: values.optional(),
    /** What the message showed before it last changed: a click that was under way, or an old screen. */
    earlier: z.boolean().optional(),
  }),
  z.strictObject({
    /** Types into an external select, and gets what the app offers. */
    do: z.literal("suggest"),
    channel: channel.optional(),
    ts: ts.optional(),
    viewId: z.string().optional(),
    home: z.boolean().optional(),
    actionId: z.string(),
    blockId: z.string().optional(),
    typed: z.string(),
  }),
  z.strictObject({
    do: z.literal("fill"),
    channel: channel.optional(),
    ts: ts.optional(),
    viewId: z.string().optional(),
    home: z.boolean().optional(),
    values,
  }),
  z.strictObject({ do: z.literal("submit"), viewId: z.string().optional(), values: values.optional() }),
  z.strictObject({ do: z.literal("close"), viewId: z.string().optional(), all: z.boolean().optional() }),
  z.strictObject({
    do: z.literal("shortcut"),
    callbackId: z.string(),
    channel: channel.optional(),
    ts: ts.optional(),
  }),
  z.strictObject({ do: z.literal("react"), channel, ts, name: z.string() }),
  z.strictObject({ do: z.literal("unreact"), channel, ts, name: z.string() }),
  z.strictObject({ do: z.literal("pin"), channel, ts }),
  z.strictObject({ do: z.literal("unpin"), channel, ts }),
  z.strictObject({ do: z.literal("dismiss"), channel, ts }),
  z.strictObject({ do: z.literal("openHome"), tab: z.enum(["home", "messages"]).optional() }),
  z.strictObject({ do: z.literal("openDirect"), people: z.array(z.string()).min(1).max(8) }),
  z.strictObject({ do: z.literal("createChannel"), name: z.string(), private: z.boolean().optional() }),
  z.strictObject({ do: z.literal("join"), channel }),
  z.strictObject({ do: z.literal("leave"), channel }),
  z.strictObject({ do: z.literal("invite"), channel, people: z.array(z.string()).min(1) }),
  z.strictObject({ do: z.literal("kick"), channel, person: z.string() }),
  z.strictObject({ do: z.literal("rename"), channel, name: z.string() }),
  z.strictObject({ do: z.literal("setTopic"), channel, topic: z.string().max(250) }),
  z.strictObject({ do: z.literal("archive"), channel }),
  z.strictObject({ do: z.literal("unarchive"), channel }),
]);

export type PersonRequest = z.input<typeof personRequestSchema>;
export type PersonRequestOf<Do extends PersonRequest["do"]> = Omit<Extract<PersonRequest, { do: Do }>, "do">;

/** What came of it, as far as the person's own screen tells. */
export interface Outcome {
  ok: boolean;
  /** What Slack shows this person when it went wrong: "/incident failed because the app did not respond". */
  error?: string;
  /** How long the app took to acknowledge; absent when there was nothing to acknowledge. */
  ackMs?: number;
  /** The message that was posted. */
  ts?: string;
  /** The conversation that was opened or made. */
  channel?: string;
  /** What an external select offers now. */
  options?: { value: string; text: string; group?: string }[];
  /** Faults beside the fields of a modal, by block id. */
  errors?: Record<string, string>;
}
