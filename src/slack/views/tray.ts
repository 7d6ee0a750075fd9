import type { ModalView } from "@slack/types";
import { type Incident, shortId } from "../../domain/incident/incident.ts";
import type { Waiting } from "../../domain/incident/waiting.ts";
import { actionIds, encodeRef, type Ref } from "../ids.ts";
import { actions, type Block, bold, button, line, lines, plain, words } from "./blocks.ts";
import { type VerbGroup, verbGroups } from "./help.ts";
import { incidentInBrief } from "./incident-in-brief.ts";
import { type MessageView, messageView } from "./message.ts";
import { waitingBlocks } from "./waiting.ts";

export interface TrayToShow {
  /** The incident that the verbs are for; absent when none, or several, may be meant. */
  incident?: Incident;
  /** What is open here, or anywhere when nothing is. */
  open: readonly Incident[];
  elsewhere: boolean;
  waiting: readonly Waiting[];
  /** The address of a message of ours. */
  link: (place: Waiting["place"]) => string | undefined;
  /** The pages' address, where there are pages. */
  pagesUrl?: string;
  verbs: readonly { name: string; group: VerbGroup; button: string }[];
  /** Verbs left out because this person may not. */
  withheld: number;
}

const mostOpen = 5;
const mostWaiting = 4;

/** What is open here, what waits for this person, and a button for every verb. */
const trayBlocks = (tray: TrayToShow): Block[] => [
  ...(tray.incident ? [inBrief(tray.incident, tray)] : openHere(tray)),
  ...(tray.waiting.length > 0
    ? [
        lines(line(bold("Waits for you"))),
        ...waitingBlocks(tray.waiting.slice(0, mostWaiting), ({ place }) => tray.link(place)),
      ]
    : []),
  { type: "divider" },
  ...verbButtons(tray),
  ...(tray.withheld > 0
    ? [
        lines(
          line(
            words("More is for responders and leads; an admin adds people in cairn.yml.", { italic: true }),
          ),
        ),
      ]
    : []),
];

export const trayView = (tray: TrayToShow): MessageView =>
  messageView(
    tray.incident ? `${shortId(tray.incident)}: what do you want to do?` : "What do you want to do?",
    trayBlocks(tray),
  );

export const trayModal = (tray: TrayToShow, from: Pick<Ref, "channel" | "threadTs">): ModalView => ({
  type: "modal",
  callback_id: "cairn.tray",
  title: plain(tray.incident ? `${shortId(tray.incident)}` : "Cairn", 24),
  close: plain("Close", 24),
  private_metadata: encodeRef({ ...from, incidentId: tray.incident?.id, rest: "tray" }),
  blocks: trayBlocks(tray).slice(0, 100),
});

const inBrief = (incident: Incident, { pagesUrl }: TrayToShow): Block =>
  incidentInBrief(incident, { titleLength: 200, pagesUrl });

function openHere(tray: TrayToShow): Block[] {
  const { open, elsewhere } = tray;
  if (open.length === 0) return [lines(line(words("No incident is open. All is quiet.")))];
  const rest = open.length - mostOpen;
  return [
    lines(line(bold(elsewhere ? "Open in other channels" : "Open in this channel"))),
    ...open
      .slice(0, mostOpen)
      .flatMap((incident, index) => [
        inBrief(incident, tray),
        ...actions([button(`${actionIds.more}:${index}`, shortId(incident), { incidentId: incident.id })]),
      ]),
    ...(rest > 0 ? [lines(line(words(`and ${rest} more; name one, such as INC-42.`)))] : []),
  ];
}

/** Slack takes 25 in a block; the first of what is done now stands out. */
function verbButtons({ incident, verbs }: TrayToShow): Block[] {
  return (Object.keys(verbGroups) as VerbGroup[]).flatMap((group) => {
    const own = verbs.filter((each) => each.group === group).slice(0, 25);
    if (own.length === 0) return [];
    const elements = own.map((verb, index) =>
      button(
        `${actionIds.verb}:${index}`,
        verb.button,
        { incidentId: incident?.id, do: verb.name },
        index === 0 && group === "now" ? { style: "primary" } : {},
      ),
    );
    return [lines(line(words(verbGroups[group], { italic: true }))), ...actions(elements)];
  });
}
