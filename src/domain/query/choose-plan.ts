import type { QueryEngineName, QueryPlan } from "./query.ts";

/** Why an engine does not answer a question. */
export interface Refusal {
  engine: QueryEngineName;
  reason: string;
}

/** A cent is worth as much as ten seconds of waiting. */
const secondsPerDollar = 1_000;

/**
 * The plan that reaches most of the question, and of those the one that costs least time and money. Its `why` says
 * so in words, with what the others would have taken. Undefined when there is none.
 */
export function choosePlan(plans: readonly QueryPlan[], refusals: readonly Refusal[]): QueryPlan | undefined {
  const [best, ...others] = [...plans].sort(
    (one, two) =>
      Number(one.unreached !== undefined) - Number(two.unreached !== undefined) || price(one) - price(two),
  );
  if (!best) return undefined;
  const compared = [
    ...others.map((plan) => `${plan.engine} ${drawback(plan)}`),
    ...refusals.map(({ engine, reason }) => `${engine} cannot: ${reason}`),
  ];
  const lead = `${best.engine}, ${takes(best)}.`;
  const why = [lead, ...sentences(best), ...(compared.length > 0 ? [`Others: ${compared.join("; ")}`] : [])];
  return { ...best, why: why.join(" ") };
}

function sentences({ why, unreached }: QueryPlan): string[] {
  return [...(why ? [why] : []), ...(unreached ? [`It leaves out: ${unreached}.`] : [])];
}

function price({ estimate: { seconds, dollars = 0 } }: QueryPlan): number {
  return (seconds ?? Number.POSITIVE_INFINITY) + dollars * secondsPerDollar;
}

export function takes({ estimate: { seconds, dollars } }: Pick<QueryPlan, "estimate">): string {
  const time = seconds === undefined ? "how long is not known" : `about ${durationInWords(seconds)}`;
  return dollars === undefined || dollars < 0.005 ? time : `${time} and $${dollars.toFixed(2)}`;
}

function drawback(plan: QueryPlan): string {
  return plan.unreached === undefined ? takes(plan) : `would leave out: ${plan.unreached}`;
}

export function durationInWords(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3_600)} h`;
}
