import { isScalarField } from "./field-names.ts";
import { jqText } from "./jq-text.ts";
import { type ParsedPath, parsePath } from "./path.ts";

/** Functions of a jq program, of which one takes what it uses, and what that uses. */
export const jqFunctions: Record<string, string> = {
  text: 'def text(f): f | strings | select(. != "");',
  at: 'def at($n): if type == "array" then (if ($n | test("\\\\A[0-9]{1,6}\\\\z")) then .[$n | tonumber] else .[] | at($n) end) elif type == "object" then .[$n] else empty end;',
  item: 'def item($i): if type == "array" then .[$i] else empty end;',
  unversioned: 'def unversioned: sub("[0-9]{8}(v[0-9]+)?\\\\z"; "");',
  principal:
    "def principal: first(text(.userIdentity.sessionContext.sessionIssuer.arn?), text(.userIdentity.arn?), text(.userIdentity.invokedBy?), text(.userIdentity.principalId?), text(.userIdentity.accountId?));",
  actor:
    "def actor: principal, text(.userIdentity.arn?), text(.userIdentity.userName?), text(.userIdentity.sessionContext.sessionIssuer.userName?), text(.userIdentity.sessionContext.sourceIdentity?), text(.userIdentity.principalId?);",
  service:
    'def service: any(text(.userIdentity.type?); . == "AWSService") or any(text(.userIdentity.invokedBy?); true) or any(text(.sourceIPAddress?); endswith(".amazonaws.com")) or ((any(text(.sourceIPAddress?); startswith("AWS Internal") | not) | not) and any(text(.userAgent?); endswith(".amazonaws.com")));',
  person:
    'def person: if service then empty elif any(.userIdentity.type?; . == "Root") then "root" else first(text(.userIdentity.sessionContext.sourceIdentity?), text(.userIdentity.userName?), (text(.userIdentity.arn?) | select(contains("/")) | split("/") | last), text(.userIdentity.onBehalfOf.userId?), principal) end;',
  number:
    'def number: numbers, (strings | select(test("\\\\A-?[0-9]{1,20}([.][0-9]{1,20})?\\\\z")) | tonumber);',
  ipv4: 'def ipv4: strings | select(test("\\\\A((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])([.]|\\\\z)){4}") and (test("[.]\\\\z") | not)) | split(".") | map(tonumber) | ((.[0] * 256 + .[1]) * 256 + .[2]) * 256 + .[3];',
};

/** What people mean, as jq reads it; `resource` is not among them. */
const names: Record<string, string> = {
  principal: "principal",
  actor: "actor",
  person: "person",
  key: "text(.userIdentity.accessKeyId?)",
  ip: 'text(.sourceIPAddress?) | select((endswith(".amazonaws.com") or startswith("AWS Internal")) | not)',
  call: "text(.eventName?) | unversioned",
};

/** A jq expression that gives what stands at a path, each value by itself; undefined when jq cannot say it. */
export function jqFound(path: string): string | undefined {
  if (Object.hasOwn(names, path)) return names[path];
  if (path === "resource") return undefined;
  // A policy may be URL-encoded, which jq cannot undo.
  const { decode, steps } = parsePath(path);
  if (decode) return undefined;
  if (isScalarField(path)) return plainPath(steps);
  return steps
    .map((step) => ("name" in step ? `at(${jqText(step.name)})` : `item(${step.index})`))
    .join(" | ");
}

/** `.userIdentity.userName?`: nothing where it does not lead, and no error. */
function plainPath(steps: ParsedPath["steps"]): string {
  return `${steps.map((step) => ("name" in step ? `.${step.name}` : "")).join("")}?`;
}

/** The functions that an expression needs, those first that others use. */
export function jqDefinitions(expression: string): string[] {
  const needed = new Set<string>();
  const need = (text: string) => {
    for (const [name, definition] of Object.entries(jqFunctions)) {
      if (needed.has(name) || !new RegExp(`(^|[^.\\w"])${name}\\b`).test(text)) continue;
      needed.add(name);
      need(definition.slice(`def ${name}`.length));
    }
  };
  need(expression);
  const inOrder = Object.entries(jqFunctions).filter(([name]) => needed.has(name));
  return inOrder.map(([, definition]) => definition);
}
