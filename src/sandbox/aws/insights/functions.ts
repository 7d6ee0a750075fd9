import { BlockList, isIP } from "node:net";
import { jsonOf } from "./discovered-fields.ts";
import { asNumber, asText, compareValues, type Value } from "./value.ts";

/** A function of a row's values; what it cannot be applied to gives nothing. */
export interface QueryFunction {
  least: number;
  most: number;
  apply: (...values: Value[]) => Value;
}

export const FUNCTIONS: Record<string, QueryFunction> = {
  ispresent: { least: 1, most: 1, apply: (value) => truth(value !== undefined) },
  isblank: { least: 1, most: 1, apply: (value) => truth(value === undefined || asText(value).trim() === "") },
  isempty: { least: 1, most: 1, apply: (value) => truth(value === undefined || asText(value) === "") },
  coalesce: { least: 1, most: 50, apply: (...values) => values.find((value) => value !== undefined) },
  isvalidip: ipTest((family) => family !== 0),
  isvalidipv4: ipTest((family) => family === 4),
  isvalidipv6: ipTest((family) => family === 6),
  isipinsubnet: subnetTest(0),
  isipv4insubnet: subnetTest(4),
  isipv6insubnet: subnetTest(6),
  abs: ofNumber(Math.abs),
  ceil: ofNumber(Math.ceil),
  floor: ofNumber(Math.floor),
  log: ofNumber(Math.log),
  sqrt: ofNumber(Math.sqrt),
  greatest: { least: 1, most: 50, apply: (...values) => extreme(values, 1) },
  least: { least: 1, most: 50, apply: (...values) => extreme(values, -1) },
  strlen: ofText((text) => text.length),
  toupper: ofText((text) => text.toUpperCase()),
  tolower: ofText((text) => text.toLowerCase()),
  trim: trimmer((text, characters) => trimEnd(trimStart(text, characters), characters)),
  ltrim: trimmer(trimStart),
  rtrim: trimmer(trimEnd),
  concat: {
    least: 1,
    most: 50,
    apply: (...values) => values.map((value) => (value === undefined ? "" : asText(value))).join(""),
  },
  substr: {
    least: 2,
    most: 3,
    apply(value, from, length) {
      const start = asNumber(from);
      if (value === undefined || start === undefined) return undefined;
      const count = asNumber(length);
      return asText(value).slice(start, count === undefined ? undefined : start + count);
    },
  },
  replace: {
    least: 3,
    most: 3,
    apply: (value, wanted, put) =>
      value === undefined || wanted === undefined || put === undefined
        ? value
        : asText(value).replaceAll(asText(wanted), asText(put)),
  },
  strcontains: {
    least: 2,
    most: 2,
    apply: (value, wanted) =>
      truth(value !== undefined && wanted !== undefined && asText(value).includes(asText(wanted))),
  },
  frommillis: { least: 1, most: 1, apply: (value) => onNumber(value, (instant) => ({ instant })) },
  tomillis: { least: 1, most: 1, apply: (value) => asNumber(value) },
  jsonparse: { least: 1, most: 1, apply: (value) => (typeof value === "string" ? jsonOf(value) : undefined) },
  jsonstringify: {
    least: 1,
    most: 1,
    apply: (value) => (value === undefined ? undefined : JSON.stringify(value)),
  },
};

function truth(value: boolean): number {
  return value ? 1 : 0;
}

function onNumber(value: Value, act: (number: number) => Value): Value {
  const number = asNumber(value);
  return number === undefined ? undefined : act(number);
}

function ofNumber(act: (number: number) => number): QueryFunction {
  return { least: 1, most: 1, apply: (value) => onNumber(value, act) };
}

function ofText(act: (text: string) => Value): QueryFunction {
  return { least: 1, most: 1, apply: (value) => (value === undefined ? undefined : act(asText(value))) };
}

function trimmer(act: (text: string, characters: string) => string): QueryFunction {
  return {
    least: 1,
    most: 2,
    apply: (value, characters) =>
      value === undefined
        ? undefined
        : act(asText(value), characters === undefined ? " \t\r\n" : asText(characters)),
  };
}

function trimStart(text: string, characters: string): string {
  let from = 0;
  while (from < text.length && characters.includes(text.charAt(from))) from += 1;
  return text.slice(from);
}

function trimEnd(text: string, characters: string): string {
  let to = text.length;
  while (to > 0 && characters.includes(text.charAt(to - 1))) to -= 1;
  return text.slice(0, to);
}

function extreme(values: readonly Value[], sign: 1 | -1): Value {
  const there = values.filter((value) => value !== undefined);
  return there.reduce((best, value) => (compareValues(value, best) * sign > 0 ? value : best), there[0]);
}

function ipTest(test: (family: number) => boolean): QueryFunction {
  return { least: 1, most: 1, apply: (value) => truth(typeof value === "string" && test(isIP(value))) };
}

function subnetTest(family: 0 | 4 | 6): QueryFunction {
  return {
    least: 2,
    most: 2,
    apply(value, subnet) {
      if (typeof value !== "string" || typeof subnet !== "string") return 0;
      const [network = "", bits = ""] = subnet.split("/");
      const kind = isIP(network);
      const fits = kind !== 0 && isIP(value) === kind && (family === 0 || family === kind);
      if (!fits || !/^\d{1,3}$/.test(bits) || Number(bits) > (kind === 4 ? 32 : 128)) return 0;
      const list = new BlockList();
      list.addSubnet(network, Number(bits), kind === 4 ? "ipv4" : "ipv6");
      return truth(list.check(value, kind === 4 ? "ipv4" : "ipv6"));
    },
  };
}
