import { isFields } from "../json.ts";

export type Surface = "message" | "modal" | "home";

/** Where faults are gathered, in Slack's words: `must be … [json-pointer:/blocks/0/text]`. */
export interface Findings {
  surface: Surface;
  /** Whose blocks they are; absent where nobody's are checked. */
  app?: { scopes: string[]; unfurlDomains: string[] };
  faults: string[];
}

export type Check = (value: unknown, at: string, findings: Findings) => void;

export function fault(findings: Findings, message: string, at: string): void {
  findings.faults.push(`${message} [json-pointer:${at}]`);
}

/** Slack counts code points, not UTF-16 units. */
export function lengthOf(text: string): number {
  return [...text].length;
}

export function text(most: number, least = 1): Check {
  return (value, at, findings) => {
    if (typeof value !== "string") return fault(findings, "must provide a string", at);
    const length = lengthOf(value);
    if (length < least) fault(findings, `must be more than ${least - 1} characters`, at);
    if (length > most) fault(findings, `must be less than ${most + 1} characters`, at);
  };
}

export const yesOrNo: Check = (value, at, findings) => {
  if (typeof value !== "boolean") fault(findings, "must provide a boolean", at);
};

export function whole(least: number, most: number): Check {
  return (value, at, findings) => {
    if (typeof value !== "number" || !Number.isInteger(value))
      return fault(findings, "must provide an integer", at);
    if (value < least) fault(findings, `must be greater than or equal to ${least}`, at);
    if (value > most) fault(findings, `must be less than or equal to ${most}`, at);
  };
}

export function oneOf(...allowed: string[]): Check {
  return (value, at, findings) => {
    if (typeof value !== "string" || !allowed.includes(value)) {
      fault(findings, `must be a valid enum value: one of ${allowed.join(", ")}`, at);
    }
  };
}

export function matching(pattern: RegExp, what: string): Check {
  return (value, at, findings) => {
    if (typeof value !== "string" || !pattern.test(value)) fault(findings, `must be ${what}`, at);
  };
}

export const anything: Check = () => {};

export function list(item: Check, { least = 1, most }: { least?: number; most: number }): Check {
  return (value, at, findings) => {
    if (!Array.isArray(value)) return fault(findings, "must provide an array", at);
    if (value.length < least) fault(findings, `no fewer than ${least} items allowed`, at);
    if (value.length > most) fault(findings, `no more than ${most} items allowed`, at);
    value.slice(0, most).forEach((each, index) => {
      item(each, `${at}/${index}`, findings);
    });
  };
}

type Shape = Record<string, Check>;

/** An object with these fields and no others. */
export function object(required: Shape, optional: Shape = {}): Check {
  return (value, at, findings) => {
    if (!isFields(value)) return fault(findings, "must provide an object", at);
    for (const name of Object.keys(required)) {
      if (value[name] === undefined || value[name] === null)
        fault(findings, `missing required field: ${name}`, at);
    }
    for (const [name, field] of Object.entries(value)) {
      const check = own(required, name) ?? own(optional, name);
      if (check === undefined) fault(findings, `invalid additional property: ${name}`, at);
      else if (field !== null && field !== undefined) check(field, `${at}/${name}`, findings);
    }
  };
}

/** What a `type` means, one check a type; anything else is an unsupported type. */
export function byType(checks: () => Record<string, Check>, what = "type"): Check {
  return (value, at, findings) => {
    if (!isFields(value)) return fault(findings, "must provide an object", at);
    if (typeof value.type !== "string") return fault(findings, "missing required field: type", at);
    const check = own(checks(), value.type);
    if (check === undefined) return fault(findings, `unsupported ${what}: ${value.type}`, `${at}/type`);
    check(value, at, findings);
  };
}

/** Several checks on one value. */
export function all(...checks: Check[]): Check {
  return (value, at, findings) => {
    for (const check of checks) check(value, at, findings);
  };
}

/** At least one of these fields must be there. */
export function anyOf(...names: string[]): Check {
  return (value, at, findings) => {
    if (!isFields(value) || names.some((name) => value[name] !== undefined && value[name] !== null)) return;
    fault(findings, `must define at least one of: ${names.join(", ")}`, at);
  };
}

/** Exactly one of these fields must be there. */
export function exactlyOne(...names: string[]): Check {
  return (value, at, findings) => {
    if (!isFields(value)) return;
    if (names.filter((name) => value[name] !== undefined && value[name] !== null).length !== 1) {
      fault(findings, `must define exactly one of: ${names.join(", ")}`, at);
    }
  };
}

export function only(...surfaces: Surface[]): Check {
  return (value, at, findings) => {
    if (surfaces.includes(findings.surface)) return;
    const type = isFields(value) ? value.type : "";
    fault(findings, `${String(type)} is not supported on this surface: ${findings.surface}`, `${at}/type`);
  };
}

/** Needs a right the app may not have. */
export function needsScope(scope: string): Check {
  return (value, at, findings) => {
    if (findings.app === undefined || findings.app.scopes.includes(scope)) return;
    const type = isFields(value) ? value.type : "";
    fault(findings, `${String(type)} needs the scope ${scope}`, `${at}/type`);
  };
}

function own(shape: Shape, name: string): Check | undefined {
  return Object.hasOwn(shape, name) ? shape[name] : undefined;
}
