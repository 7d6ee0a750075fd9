import { z } from "zod";
import { covers, type RouteMatch } from "../domain/alarm/route.ts";

/** Something wrong with the settings, and where. */
export interface SettingsFault {
  at: readonly PropertyKey[];
  message: string;
}

const text = z.string().optional().catch(undefined);
const names = z.record(z.string(), z.unknown()).catch({});
const texts = z.record(z.string(), z.string()).optional().catch(undefined);

/** As much of the file as is needed here, whatever else is wrong with it: so that all faults are told together. */
const lenient = z
  .looseObject({
    ladder: text,
    ladders: names,
    routes: z
      .array(
        z
          .looseObject({
            match: z
              .looseObject({ name: text, account: text, region: text, namespace: text, tags: texts })
              .optional()
              .catch(undefined),
            runbook: text,
            ladder: text,
          })
          .catch({ match: undefined, runbook: undefined, ladder: undefined }),
      )
      .catch([]),
  })
  .catch({ ladder: undefined, ladders: {}, routes: [] });

/** What the settings name and is not there, and routes that no alarm would ever come to. */
export function referenceFaults(
  raw: unknown,
  known: {
    /** Ids of runbooks, and where they lie; absent when that is no folder. */
    runbooks?: { ids: readonly string[]; folder: string };
  },
): SettingsFault[] {
  const { ladder, ladders, routes } = lenient.parse(raw);
  const faults: SettingsFault[] = [];
  const needLadder = (name: string | undefined, at: readonly PropertyKey[]) => {
    if (name === undefined || Object.hasOwn(ladders, name)) return;
    const there = Object.keys(ladders);
    const choice = there.length > 0 ? `There is ${there.join(", ")}.` : "Write it under ladders.";
    faults.push({ at, message: `there is no ladder ${name}. ${choice}` });
  };
  needLadder(ladder, ["ladder"]);
  for (const [index, route] of routes.entries()) {
    const { match, runbook, ladder: own } = route;
    needLadder(own, ["routes", index, "ladder"]);
    if (runbook !== undefined && known.runbooks && !known.runbooks.ids.includes(runbook))
      faults.push({
        at: ["routes", index, "runbook"],
        message: `there is no ${runbook}.md in ${known.runbooks.folder}`,
      });
    const wider = routes
      .slice(0, index)
      .findIndex((earlier) => isMatch(earlier.match) && isMatch(match) && covers(earlier.match, match));
    if (wider !== -1)
      faults.push({
        at: ["routes", index],
        message: `never counts: routes.${wider} stands before it and takes every alarm that it matches. Put the narrower one first.`,
      });
  }
  return faults;
}

/** What is no match at all is told of by the form. */
const isMatch = (match: RouteMatch | undefined): match is RouteMatch =>
  match !== undefined &&
  [match.name, match.account, match.region, match.namespace, match.tags].some((each) => each !== undefined);
