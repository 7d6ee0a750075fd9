import { describeRecorded } from "../recording/recorded.ts";
import { visible } from "../text/visible.ts";
import type { EvaluationResult } from "./evaluate.ts";
import type { Completeness, Leg, QueryEngineName, Window } from "./query.ts";

/**
 * Minutes after which CloudTrail has usually delivered a record to where an engine looks: Event history and log
 * groups "typically within an average of about 5 minutes", not guaranteed; files are written every five minutes.
 */
export const lagMinutes: Record<QueryEngineName, number> = {
  "event-history": 15,
  "log-group": 20,
  insights: 20,
  athena: 20,
  archive: 20,
};

/** How far an answer reaches, out of what an engine did and what its evaluation counted. */
export function completenessOf({
  evaluation,
  now,
  ...reach
}: {
  engine: QueryEngineName;
  accounts: string[];
  regions: string[];
  logs?: string[];
  window: Window;
  /** Pages of an API, or files. */
  pagesRead: number;
  evaluation: Omit<EvaluationResult, "columns" | "rows" | "rowsBeforeLimit" | "evidence" | "oldestEvent">;
  /** Why the engine stopped reading; goes before the evaluation's own reason. */
  truncated?: string;
  notes?: string[];
  legs?: Leg[];
  now: Date;
}): Completeness {
  const { scanned, matched, duplicatesDropped, servicesHidden, newestEvent, undated, redacted } = evaluation;
  const settlesAt = new Date(reach.window.to.getTime() + lagMinutes[reach.engine] * 60_000);
  return {
    engine: reach.engine,
    accounts: reach.accounts,
    regions: reach.regions,
    ...(reach.logs && { logs: reach.logs }),
    window: reach.window,
    pagesRead: reach.pagesRead,
    scanned,
    matched,
    duplicatesDropped,
    servicesHidden,
    truncated: reasons(missingLegs(reach.legs), reach.truncated ?? evaluation.truncated),
    newestEvent,
    settlesAt,
    settled: now.getTime() >= settlesAt.getTime(),
    notes: [
      ...(reach.notes ?? []),
      ...(redacted > 0 ? [`${counted(redacted, "value")} redacted.`] : []),
      ...(undated > 0 ? [`${counted(undated, "record")} without a readable eventTime left out.`] : []),
    ],
    ...(reach.legs && { legs: reach.legs }),
  };
}

export const reasons = (...given: (string | undefined)[]): string | undefined =>
  given.filter((each) => each !== undefined).join("; ") || undefined;

export const failedLegs = (legs: readonly Leg[] | undefined): Leg[] =>
  (legs ?? []).filter(({ state }) => state === "failed");

/** Why an answer is not whole, when part of where it was asked gave none; what is missing is told apart from it. */
export function missingLegs(legs: readonly Leg[] | undefined): string | undefined {
  const failed = failedLegs(legs);
  if (failed.length === 0) return undefined;
  return `${failed.length} of ${legs?.length} parts ${failed.length === 1 ? "is" : "are"} missing: ${listed(failed.map(legName))}`;
}

export const legName = ({ account, region, group }: Leg): string =>
  [region, group, account === "" ? "" : `account ${account}`].filter((part) => part).join(", ") || "all";

const engineNames: Record<QueryEngineName, string> = {
  "event-history": "Event history",
  "log-group": "log group",
  insights: "Logs Insights",
  athena: "Athena",
  archive: "archive",
};

/**
 * Plain sentences for the thread, the transcript and the terminal. An absence is never claimed beyond what was read.
 * `asksItself` where the answer does so when its window has settled, so that nobody needs to.
 */
export function describeCompleteness(
  completeness: Completeness,
  { asksItself = false }: { asksItself?: boolean } = {},
): string[] {
  const { matched, duplicatesDropped, servicesHidden, settled, settlesAt, notes } = completeness;
  return [
    ...(completeness.reused ? [reusedFrom(completeness.reused)] : []),
    searched(completeness),
    ...failedLegs(completeness.legs).map((leg) => `Missing: ${legName(leg)}. ${leg.why ?? ""}`.trimEnd()),
    ...(matched === 0
      ? [completeness.recorded ? describeRecorded(completeness.recorded) : nothingFound(completeness)]
      : []),
    ...(servicesHidden > 0 ? [`${counted(servicesHidden, "service call")} hidden.`] : []),
    ...(duplicatesDropped > 0 ? [`${counted(duplicatesDropped, "duplicate")} dropped.`] : []),
    ...(settled || asksItself
      ? []
      : [
          `Later events may still arrive until ${clockTime(settlesAt, completeness.window.to)}; ask again then.`,
        ]),
    ...notes,
  ];
}

function reusedFrom({ incident, by, ageSeconds }: NonNullable<Completeness["reused"]>): string {
  const whose = `${visible(by, 80)} in ${incident}`;
  return ageSeconds > 0
    ? `Reused: answered ${ageSeconds} s before this was asked, for ${whose}.`
    : `Shared: asked once, together with ${whose}.`;
}

const notComplete = "not complete: ";

/** Whether the sentences above tell of an answer that is not whole. */
export const saysPartial = (reach: readonly string[]): boolean =>
  reach.some((said) => said.startsWith("Searched: ") && said.includes(`, ${notComplete}`));

function searched(completeness: Completeness): string {
  const { engine, accounts, regions, logs, window, scanned, pagesRead, truncated, newestEvent } =
    completeness;
  const place = [
    enginesOf(completeness) + (accounts.length > 0 ? ` of ${listed(accounts)}` : ""),
    regions.length > 0 ? listed(regions) : "all Regions",
  ];
  const where = [
    ...(logs
      ? [`access logs ${listed(logs)}${accounts.length > 0 ? ` of ${listed(accounts)}` : ""}`]
      : place),
    windowText(window),
    `${counted(scanned, "record")} in ${counted(pagesRead, engine === "archive" ? "file" : "page")}`,
    truncated === undefined ? "complete" : `${notComplete}${truncated}`,
  ].join(", ");
  const newest =
    newestEvent === undefined
      ? "no event seen at all"
      : `newest event ${clockTime(newestEvent, window.from)}`;
  return `Searched: ${where}; ${newest}.`;
}

/** Accounts may be asked by different engines. */
function enginesOf({ engine, legs = [] }: Completeness): string {
  const answered = legs.filter(({ state }) => state === "done").map((leg) => leg.engine);
  return [...new Set([engine, ...answered])].map((name) => engineNames[name]).join(" and ");
}

function nothingFound({ newestEvent, window, truncated, engine, servicesHidden }: Completeness): string {
  const but = servicesHidden > 0 ? " besides calls of AWS services" : "";
  const found = `Nothing found${but} in what was searched`;
  if (newestEvent === undefined) {
    return `${found}, and no record of any kind was seen: this may mean that nothing is recorded here.`;
  }
  if (newestEvent < window.from) {
    return `${found}; the data seen ends at ${stamp(newestEvent)}, before the window begins.`;
  }
  const reach = `the data seen reaches to ${stamp(newestEvent)}`;
  const kinds = engine === "event-history" ? "; Event history holds management events only" : "";
  return `${found}; ${reach}${truncated === undefined ? "" : ", and not all of it was read"}${kinds}.`;
}

function windowText({ from, to }: Window): string {
  const sameDay = day(from) === day(to);
  return sameDay
    ? `${day(from)} ${time(from)}–${time(to)} UTC`
    : `${day(from)} ${time(from)} to ${day(to)} ${time(to)} UTC`;
}

/** The time alone when the day is clear from `near`. */
function clockTime(at: Date, near: Date): string {
  return day(at) === day(near) ? time(at) : stamp(at);
}

const day = (at: Date): string => at.toISOString().slice(0, 10);
const time = (at: Date): string => at.toISOString().slice(11, 19);
const stamp = (at: Date): string => `${day(at)} ${time(at)} UTC`;

/** Names may come from records, so from anybody. */
function listed(found: readonly string[]): string {
  const names = found.map((name) => visible(name, 80));
  if (names.length > 6) return `${names.slice(0, 5).join(", ")} and ${names.length - 5} more`;
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
