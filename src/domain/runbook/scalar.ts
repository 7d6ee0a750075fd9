import ipaddr from "ipaddr.js";
import type { ScalarType } from "./front-matter.ts";

interface Shape {
  fits(text: string): boolean;
  /** Completes "… is not". */
  what: string;
}

const matches =
  (pattern: RegExp) =>
  (text: string): boolean =>
    pattern.test(text);

/** Whole addresses only: `7` and `192.0` are addresses to the parser too, but to nobody else. */
const isAddress = (text: string): boolean => ipaddr.isValid(text) && /[.:].*[.:]/.test(text);

// None of these is free text: whatever language an engine speaks, there is nothing to break out with.
const shapes: Record<ScalarType, Shape> = {
  "access-key-id": {
    fits: matches(/^A[A-Z0-9]{15,127}$/),
    what: "an access key id: 20 capital letters and digits such as AKIAIOSFODNN7EXAMPLE",
  },
  principal: {
    fits: matches(/^[\w+=,.@:/-]{1,512}$/),
    what: "a principal: an ARN, a user or role name, or a service such as ec2.amazonaws.com",
  },
  ip: { fits: isAddress, what: "an IP address such as 192.0.2.7" },
  cidr: {
    fits: (text) => isAddress(text.split("/")[0] ?? "") && ipaddr.isValidCIDR(text),
    what: "a network such as 192.0.2.0/24",
  },
  resource: {
    fits: matches(/^[\w+=,.@:/#$[\]-]{1,1024}$/),
    what: "a resource's ARN, id or name (no spaces)",
  },
  account: { fits: matches(/^\d{12}$/), what: "an account id of 12 digits" },
  region: { fits: matches(/^[a-z]{2,3}(-[a-z]+)+-\d{1,2}$/), what: "a Region such as eu-central-1" },
  "event-name": { fits: matches(/^[A-Za-z][\w.:-]{0,127}$/), what: "an event's name such as GetSecretValue" },
};

/** What is wrong with a value of this type; undefined when it fits. */
export function scalarFault(type: ScalarType, text: string): string | undefined {
  if (shapes[type].fits(text)) return undefined;
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return `"${shown}" is not ${shapes[type].what}.`;
}
