import { expect, test } from "vitest";
import { apiRates, athenaGetQueryResults } from "./api-rates.ts";

const rates = {
  lookupEvents: 1,
  filterLogEvents: 2.5,
  startQuery: 5,
  getQueryResults: 6,
  startQueryExecution: 7,
  getQueryExecution: 20,
};

test("every API that an engine calls has a rate of its own, and Athena's results are not those of Logs", () => {
  const rate = apiRates(rates);
  const asked = [
    "LookupEvents",
    "FilterLogEvents",
    "StartQuery",
    "GetQueryResults",
    "StartQueryExecution",
    "GetQueryExecution",
    athenaGetQueryResults,
  ];
  expect(asked.map(rate)).toEqual([1, 2.5, 5, 6, 7, 20, 20]);
});

test("what is seldom called goes slowly, whatever its name", () => {
  expect(["GetTrailStatus", "toString", "__proto__"].map(apiRates(rates))).toEqual([2, 2, 2]);
});
