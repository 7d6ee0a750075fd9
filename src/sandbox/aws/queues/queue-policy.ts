import { matchesGlob } from "./glob.ts";

interface Statement {
  Effect?: string;
  Principal?: "*" | { Service?: string | string[]; AWS?: string | string[] };
  Action?: string | string[];
  Resource?: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

/** What a service of AWS does to a queue or topic on behalf of something. */
export interface ServiceDelivery {
  /** Such as `events.amazonaws.com`. */
  service: string;
  /** The rule, topic or alarm it does it for. */
  sourceArn: string;
  accountId: string;
  action: "sqs:SendMessage" | "sns:Publish";
  resourceArn: string;
}

/** Whether a resource policy lets a service deliver. A Deny wins over any Allow. */
export function allowsDelivery(policy: string | undefined, delivery: ServiceDelivery): boolean {
  if (!policy) return false;
  const { Statement = [] } = JSON.parse(policy) as { Statement?: Statement | Statement[] };
  const fitting = listOf(Statement).filter((statement) => applies(statement, delivery));
  return fitting.some(({ Effect }) => Effect === "Allow") && !fitting.some(({ Effect }) => Effect === "Deny");
}

function applies(statement: Statement, delivery: ServiceDelivery): boolean {
  const { Principal, Action, Resource, Condition } = statement;
  const service =
    Principal === "*" || Principal?.AWS === "*" || listOf(Principal?.Service).includes(delivery.service);
  const action = listOf(Action).some((name) =>
    matchesGlob(name.toLowerCase(), delivery.action.toLowerCase()),
  );
  const resource = listOf(Resource).some((arn) => matchesGlob(arn, delivery.resourceArn));
  return service && action && resource && holds(Condition ?? {}, delivery);
}

/** Conditions that this does not know never hold, so that a policy is not taken for wider than it is. */
function holds(
  conditions: NonNullable<Statement["Condition"]>,
  { sourceArn, accountId }: ServiceDelivery,
): boolean {
  const context: Record<string, string> = { "aws:sourcearn": sourceArn, "aws:sourceaccount": accountId };
  return Object.entries(conditions).every(([operator, tests]) =>
    Object.entries(tests).every(([key, wanted]) => {
      const value = context[key.toLowerCase()];
      if (value === undefined) return false;
      if (operator === "StringEquals") return listOf(wanted).includes(value);
      if (!/^(Arn(Equals|Like)|StringLike)$/.test(operator)) return false;
      return listOf(wanted).some((pattern) => matchesGlob(pattern, value));
    }),
  );
}

function listOf<Item>(value: Item | Item[] | undefined): Item[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
