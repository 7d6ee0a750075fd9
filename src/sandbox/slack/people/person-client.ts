import type { Outcome, PersonRequest, PersonRequestOf } from "./requests.ts";
import type { Screen, SeenMessage } from "./see.ts";

/** How a person's requests get to the workspace: straight, or over HTTP. */
export interface PersonWire {
  act(personId: string, request: PersonRequest): Promise<Outcome>;
  screen(personId: string): Promise<Screen>;
  messages(
    personId: string,
    where: { channel: string; threadTs?: string; limit?: number },
  ): Promise<SeenMessage[]>;
  /** Resolves at the next change of anything, or after so many milliseconds. */
  nextChange(withinMs: number): Promise<void>;
}

const pollMs = 250;

/** One person at their screen: what they see and all they can do. */
export function createPersonClient(personId: string, wire: PersonWire) {
  const doing =
    <Do extends PersonRequest["do"]>(name: Do) =>
    (request: PersonRequestOf<Do>): Promise<Outcome> =>
      wire.act(personId, { do: name, ...request } as PersonRequest);

  const client = {
    id: personId,
    screen: () => wire.screen(personId),
    /** A channel's messages, oldest first, by id or name. */
    messages: (channel: string) => wire.messages(personId, { channel }),
    /** A thread, its root first. */
    thread: (channel: string, threadTs: string) => wire.messages(personId, { channel, threadTs }),
    /** The modal on top, or undefined. */
    modal: async () => (await wire.screen(personId)).modals.at(-1),
    home: async () => (await wire.screen(personId)).home,
    /** Asks again after every change until `look` finds something; raises when time is up. */
    async until<T>(
      look: () => Promise<T | undefined | null | false>,
      withinMs = 10_000,
      what = "it",
    ): Promise<T> {
      const end = Date.now() + withinMs;
      for (;;) {
        const found = await look();
        if (found !== undefined && found !== null && found !== false) return found;
        if (Date.now() > end) throw new Error(`${personId} waited ${withinMs} ms for ${what} in vain.`);
        await wire.nextChange(pollMs);
      }
    },
    post: doing("post"),
    edit: doing("edit"),
    delete: doing("delete"),
    command: doing("command"),
    press: doing("press"),
    /** A choice in a select, an overflow menu or a picker: `press` with a value. */
    choose: doing("press"),
    suggest: doing("suggest"),
    fill: doing("fill"),
    submit: (request: PersonRequestOf<"submit"> = {}) => doing("submit")(request),
    close: (request: PersonRequestOf<"close"> = {}) => doing("close")(request),
    shortcut: doing("shortcut"),
    react: doing("react"),
    unreact: doing("unreact"),
    pin: doing("pin"),
    unpin: doing("unpin"),
    dismiss: doing("dismiss"),
    openHome: (request: PersonRequestOf<"openHome"> = {}) => doing("openHome")(request),
    openDirect: doing("openDirect"),
    createChannel: doing("createChannel"),
    join: doing("join"),
    leave: doing("leave"),
    invite: doing("invite"),
    kick: doing("kick"),
    rename: doing("rename"),
    setTopic: doing("setTopic"),
    archive: doing("archive"),
    unarchive: doing("unarchive"),
  };
  return client;
}

export type PersonClient = ReturnType<typeof createPersonClient>;
