import type { Waiting } from "../../src/domain/incident/waiting.ts";
import type { Listed } from "../../src/flows/home/home-of.ts";
import { actions, line, lines } from "../../src/slack/views/blocks.ts";
import { homeView, refusedHomeView } from "../../src/slack/views/home.ts";
import { linkButton } from "../../src/slack/views/link-button.ts";
import { messageView } from "../../src/slack/views/message.ts";
import { declareFromModal, linkModal } from "../../src/slack/views/message-modals.ts";
import { mistypedView } from "../../src/slack/views/mistyped.ts";
import { openFormView } from "../../src/slack/views/open-form.ts";
import { pageLink, pageView } from "../../src/slack/views/page-link.ts";
import { toldView } from "../../src/slack/views/told.ts";
import { toldModal } from "../../src/slack/views/told-modal.ts";
import { trayModal, trayView } from "../../src/slack/views/tray.ts";
import { waitingBlocks } from "../../src/slack/views/waiting.ts";
import type { HostileRecord } from "./hostile-record.ts";

const from = { channel: "C0INCIDENTS", threadTs: "1.2" };
const link = () => "https://cairn.example/archives/C0INCIDENTS/p1700000000000100";
const place = { channel: "C0INCIDENTS", ts: "1700000000.000100" };
const views = (...all: unknown[]) => all as { text?: string; blocks: readonly unknown[] }[];

const waiting = ({ incident, step, take }: HostileRecord, many = 30): Waiting[] =>
  Array.from(
    { length: many },
    (_, at): Waiting => ({
      incident: incident({ id: `i${at}` }),
      why: (["answer", "approve", "review", "next"] as const)[at % 4] ?? "next",
      step: step({ stepId: `s${at}` }),
      title: take(),
      kind: at % 2 === 0 ? "ask" : "query",
      place,
      answers: { mine: take(), theirs: take(), "not-known": take() },
    }),
  );

const tray = (record: HostileRecord, named: boolean) => ({
  ...(named && { incident: record.incident() }),
  open: Array.from({ length: 20 }, (_, at) => record.incident({ id: `i${at}`, number: at + 1 })),
  elsewhere: !named,
  waiting: waiting(record, 8),
  link,
  pagesUrl: "https://cairn.example",
  verbs: Array.from({ length: 30 }, (_, at) => ({
    name: `verb-${at}`,
    group: at % 2 === 0 ? ("now" as const) : ("record" as const),
    button: `Do ${at}…`,
  })),
  withheld: 2,
});

const listed = (record: HostileRecord): Listed[] =>
  Array.from({ length: 20 }, (_, at) => ({
    incident: record.incident({
      id: `i${at}`,
      number: at + 1,
      state: at % 2 === 0 ? "open" : "acknowledged",
    }),
    place,
  }));

const home = (record: HostileRecord) => ({
  waiting: waiting(record),
  mine: listed(record),
  others: listed(record),
  recent: listed(record).slice(0, 5),
  mayDeclare: true,
  trouble: Array.from({ length: 8 }, () => record.take()),
  commands: { incident: "/incident", trail: "/trail" },
  pagesUrl: "https://cairn.example",
  link,
});

/** What people see of the desk itself: tray, App Home, shortcuts, answers to what was mistyped. */
export const deskViews = {
  home: {
    homeView: (record: HostileRecord) =>
      views(
        homeView(home(record)),
        homeView({
          ...home(record),
          waiting: [],
          mine: [],
          others: [],
          recent: [],
          trouble: [],
          mayDeclare: false,
        }),
      ),
    refusedHomeView: ({ take }: HostileRecord) => views(refusedHomeView(take())),
  },
  "link-button": {
    linkButton: () => views(messageView("x", [...actions(linkButton(link(), "Open", 0)), lines()])),
  },
  "message-modals": {
    linkModal: ({ incident, take }: HostileRecord) =>
      views(
        linkModal(
          Array.from({ length: 120 }, (_, at) => incident({ id: `i${at}`, number: at + 1 })),
          from,
          "{}",
          take(),
        ),
        linkModal([incident()], from, "{}", ""),
      ),
    declareFromModal: ({ take }: HostileRecord) =>
      views(declareFromModal(from, "{}", take()), declareFromModal(from, "{}", "")),
  },
  mistyped: {
    mistypedView: ({ take }: HostileRecord) =>
      views(mistypedView("/incident", take(), { name: "resolve", usage: "[what it was]" }, { rest: take() })),
  },
  "open-form": { openFormView: ({ take }: HostileRecord) => views(openFormView(take())) },
  "page-link": {
    pageLink: () => views(messageView("x", [lines(line(pageLink(link())))])),
    pageView: ({ incident }: HostileRecord) => views(pageView(incident(), link())),
  },
  "told-modal": {
    toldModal: ({ take, incident }: HostileRecord) =>
      views(
        toldModal(toldView(take()), { incidentId: incident().id, rest: "tray" }),
        toldModal({ text: take(), blocks: [] }, {}),
      ),
  },
  tray: {
    trayModal: (record: HostileRecord) =>
      views(
        trayModal(tray(record, true), from),
        trayModal({ ...tray(record, false), open: [], withheld: 0 }, {}),
      ),
    trayView: (record: HostileRecord) => views(trayView(tray(record, true)), trayView(tray(record, false))),
  },
  waiting: {
    waitingBlocks: (record: HostileRecord) =>
      views(messageView("x", [...waitingBlocks(waiting(record, 8), link), lines()])),
  },
};
