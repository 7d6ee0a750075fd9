import { parseArgs } from "node:util";
import { type MutationName, mutationNames } from "./mutations.ts";
import { scenarios } from "./scenarios/index.ts";
import { type Backend, backends } from "./world.ts";

const usage = `npm run chaos [-- options]
  --full            every scenario on both queues with larger numbers, then kills until the minutes are over;
                    started again with its seed it goes on where it was
  --minutes N       how long a full run goes on (30)
  --detach          a full run of its own, which goes on when this terminal is closed
  --seed N          begin with this seed; a failure says which one to use
  --only NAMES      scenarios, separated by commas: ${scenarios.map(({ name }) => name).join(", ")}
  --backend NAME    postgres or redis
  --scale N         1 as in the short run, 4 as in the full one
  --scenarios       no mutations
  --mutations       nothing but mutations: take out one mechanism after the other, every one must be noticed
  --mutation NAMES  take out these alone: ${mutationNames.join(", ")}
  --report          write RELIABILITY.md from this run
  --picture FILE    with --only storm: a PNG of the storm's channel
`;

export interface Wish {
  full: boolean;
  minutes: number;
  detach: boolean;
  seed: number;
  only: string[] | undefined;
  on: readonly Backend[] | undefined;
  scale: number;
  play: boolean;
  mutations: readonly MutationName[];
  report: boolean;
  picture: string | undefined;
}

/** Ends the process for help, and with a message when there is no such thing. */
export function readArguments(): Wish {
  const { values } = parseArgs({
    options: {
      full: { type: "boolean", default: false },
      minutes: { type: "string", default: "30" },
      detach: { type: "boolean", default: false },
      seed: { type: "string" },
      only: { type: "string" },
      backend: { type: "string" },
      scale: { type: "string" },
      scenarios: { type: "boolean", default: false },
      mutations: { type: "boolean", default: false },
      mutation: { type: "string" },
      report: { type: "boolean", default: false },
      picture: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    process.exit(0);
  }
  const only = values.only?.split(",");
  const taken = values.mutation?.split(",");
  const on = backends.filter((each) => values.backend === undefined || values.backend === each);
  const wrong = [
    ...(only ?? []).filter((name) => !scenarios.some((each) => each.name === name)),
    ...(taken ?? []).filter((name) => !mutationNames.some((each) => each === name)),
    ...(on.length === 0 ? [values.backend] : []),
  ];
  if (wrong.length > 0) {
    process.stderr.write(`There is no ${wrong.join(", ")}.\n\n${usage}`);
    process.exit(2);
  }
  const chosen = only !== undefined || values.backend !== undefined || values.scenarios;
  const withoutAny = chosen && !values.report;
  return {
    full: values.full,
    minutes: Number(values.minutes),
    detach: values.detach,
    seed: Number(values.seed ?? Date.now() % 1_000_000),
    only,
    on: values.backend === undefined ? undefined : on,
    scale: Number(values.scale ?? (values.full ? 4 : 1)),
    play: !values.mutations && taken === undefined,
    mutations: withoutAny ? [] : mutationNames.filter((name) => taken === undefined || taken.includes(name)),
    report: values.report,
    picture: values.picture,
  };
}
