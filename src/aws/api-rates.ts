/** Calls a second of one account and Region, as `budget` in cairn.yml names them. */
export interface ApiRates {
  lookupEvents: number;
  filterLogEvents: number;
  startQuery: number;
  getQueryResults: number;
  startQueryExecution: number;
  getQueryExecution: number;
}

/** Athena's call has the name of one of Logs, and a quota of its own. */
export const athenaGetQueryResults = "athena:GetQueryResults";

const rateOf: Record<string, keyof ApiRates> = {
  LookupEvents: "lookupEvents",
  FilterLogEvents: "filterLogEvents",
  StartQuery: "startQuery",
  GetQueryResults: "getQueryResults",
  StartQueryExecution: "startQueryExecution",
  GetQueryExecution: "getQueryExecution",
  [athenaGetQueryResults]: "getQueryExecution",
};

// CloudTrail and Logs allow 5 to 10 calls a second of what else they describe (docs).
const otherApis = 2;

/** Half of what AWS allows or less, so that people and other tools find some left. */
export function apiRates(rates: ApiRates): (api: string) => number {
  return (api) => {
    const name = Object.hasOwn(rateOf, api) ? rateOf[api] : undefined;
    return name === undefined ? otherApis : rates[name];
  };
}
