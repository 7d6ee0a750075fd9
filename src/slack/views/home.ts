import type { HomeView, RichTextSection } from "@slack/types";
import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { pageAddress } from "../../domain/incident/page-path.ts";
import type { Waiting } from "../../domain/incident/waiting.ts";
import type { Home, Listed } from "../../flows/home/home-of.ts";
import type { ShownMessage } from "../../flows/ports.ts";
import { actionIds } from "../ids.ts";
import {
  actions,
  type Block,
  bold,
  bullets,
  button,
  type Element,
  foreign,
  heading,
  line,
  lines,
  moment,
  words,
} from "./blocks.ts";
import { clip, oneLine } from "./foreign-text.ts";
import { linkButton } from "./link-button.ts";
import { pageLink } from "./page-link.ts";
import { waitingBlocks } from "./waiting.ts";

export interface HomeToShow extends Home {
  /** What is wrong with Cairn just now. */
  trouble: readonly string[];
  commands: { incident: string; trail: string };
  /** The pages' address, where there are pages. */
  pagesUrl?: string;
  /** The address of a message of ours. */
  link: (place: ShownMessage | undefined) => string | undefined;
}

const mostBlocks = 100;
const most = { waiting: 10, mine: 12, others: 8, trouble: 5 };

/** Everything that concerns one person, most urgent first. */
export const homeView = (home: HomeToShow): HomeView => ({
  type: "home",
  blocks: [
    ...banner(home),
    ...firstButtons(home),
    ...waits(home),
    ...listed("Your open incidents", home.mine, most.mine, home, "Nothing is open that concerns you."),
    ...listed("Also open", home.others, most.others, home),
    ...recent(home),
    ...gameDay(home),
  ].slice(0, mostBlocks),
});

/** Instead of it for guests and strangers. */
export const refusedHomeView = (why: string): HomeView => ({
  type: "home",
  blocks: [lines(line(foreign(why, 1_000)))],
});

function banner({ trouble }: HomeToShow): Block[] {
  if (trouble.length === 0) return [];
  return [
    lines(
      line(bold("⚠️ Cairn is degraded"), words(" · what was taken in is kept, and shown when it works again")),
    ),
    bullets(trouble.slice(0, most.trouble).map((each) => line(foreign(each, 300)))),
    { type: "divider" },
  ];
}

const firstButtons = ({ mayDeclare, pagesUrl }: HomeToShow): Block[] =>
  actions([
    ...(mayDeclare
      ? [button(`${actionIds.verb}:0`, "Declare an incident", { do: "declare" }, { style: "primary" })]
      : []),
    button(`${actionIds.verb}:1`, "Runbooks", { do: "runbook" }),
    button(`${actionIds.verb}:2`, "All incidents", { do: "list" }),
    button(`${actionIds.verb}:3`, "What can I say?", { do: "help" }),
    ...linkButton(pagesUrl && `${pagesUrl}/incidents`, "Open the pages", 0),
  ]);

function waits({ waiting, link }: HomeToShow): Block[] {
  if (waiting.length === 0) return [];
  const rest = waiting.length - most.waiting;
  return [
    heading(`Waits for you (${waiting.length})`),
    ...waitingBlocks(waiting.slice(0, most.waiting), ({ place }: Waiting) => link(place)),
    ...andMore(rest),
  ];
}

function listed(
  title: string,
  all: readonly Listed[],
  shown: number,
  home: HomeToShow,
  none?: string,
): Block[] {
  if (all.length === 0 && none === undefined) return [];
  return [
    heading(all.length === 0 ? title : `${title} (${all.length})`),
    ...(all.length === 0 ? [lines(line(words(none ?? "", { italic: true })))] : []),
    ...all.slice(0, shown).flatMap((each, index) => oneIncident(each, index, home)),
    ...andMore(all.length - shown),
  ];
}

function oneIncident({ incident, place }: Listed, index: number, { link, pagesUrl }: HomeToShow): Block[] {
  const ref = { incidentId: incident.id };
  return [
    lines(
      line(
        bold(`${stateMark[incident.state]} ${shortId(incident)} · ${incident.severity}`),
        words(" · "),
        foreign(incident.title, 150),
      ),
      line(
        words(`${incident.state} · since `),
        moment(incident.openedAt),
        commanded(incident),
        pageLink(pageAddress(pagesUrl, incident)),
      ),
    ),
    ...actions([
      ...(incident.state === "open"
        ? [button(`${actionIds.acknowledge}:${index}`, "Acknowledge", ref, { style: "primary" })]
        : []),
      ...linkButton(link(place), "Open the thread", index),
      button(`${actionIds.more}:${index}`, "More…", ref),
    ]),
  ];
}

const stateMark: Record<Incident["state"], string> = { open: "🔴", acknowledged: "🟠", resolved: "🟢" };

const commanded = ({ commander }: Incident): Element[] =>
  commander ? [words(" · commander "), foreign(commander.name, 80)] : [words(" · no commander yet")];

function recent({ recent: all, link, pagesUrl }: HomeToShow): Block[] {
  if (all.length === 0) return [];
  return [
    heading("Recently resolved"),
    bullets(
      all.map(({ incident, place }): RichTextSection => {
        const url = link(place);
        const name = `${shortId(incident)} · ${incident.severity}`;
        return line(
          url === undefined ? words(name) : { type: "link", url, text: name },
          words(" "),
          foreign(clip(oneLine(incident.title), 120)),
          incident.resolvedAt ? [words(" · "), ...moment(incident.resolvedAt)] : [],
          pageLink(pageAddress(pagesUrl, incident)),
        );
      }),
    ),
  ];
}

const gameDay = ({ commands }: HomeToShow): Block[] => [
  { type: "divider" },
  lines(
    line(
      bold("Game day"),
      words(": practise where nothing is at stake. In a checkout of Cairn, "),
      words("npm run demo", { code: true }),
      words(" plays a whole incident in a workspace and an account of its own. Here, "),
      words(`${commands.incident} declare P4 game day`, { code: true }),
      words(" opens an incident to rehearse on; resolve it afterwards."),
    ),
  ),
];

const andMore = (rest: number): Block[] =>
  rest > 0 ? [lines(line(words(`and ${rest} more`, { italic: true })))] : [];
