import { matchesGlob } from "./glob.ts";

interface Statement {
  Effect?: string;
  Principal?: "*" | { Service?: string | string[]; AWS?: string | string[] };
  Action?: string | string[];
  Resource?: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

/** Whether a queue's resource policy lets an EventBridge rule send to it. A Deny wins over any Allow. */
export function allowsDelivery(
  policy: string | undefined,
  delivery: { ruleArn: string; queueArn: string; accountId: string },
): boolean {
  if (!policy) return false;
  const { Statement = [] } = JSON.parse(policy) as { Statement?: Statement | Statement[] };
  const fitting = listOf(Statement).filter((statement) => applies(statement, delivery));
  return fitting.some(({ Effect }) => Effect === "Allow") && !fitting.some(({ Effect }) => Effect === "Deny");
}

function applies(
  statement: Statement,
  delivery: { ruleArn: string; queueArn: string; accountId: string },
): boolean {
  const { Principal, Action, Resource, Condition } = statement;
  const service =
    Principal === "*" ||
    Principal?.AWS === "*" ||
    listOf(Principal?.Service).includes("events.amazonaws.com");
  const action = listOf(Action).some((name) => matchesGlob(name.toLowerCase(), "sqs:sendmessage"));
  const resource = listOf(Resource).some((arn) => matchesGlob(arn, delivery.queueArn));
  return service && action && resource && holds(Condition ?? {}, delivery);
}

/** Conditions that this does not know never hold, so that a policy is not taken for wider than it is. */
function holds(
  conditions: NonNullable<Statement["Condition"]>,
  { ruleArn, accountId }: { ruleArn: string; accountId: string },
): boolean {
  const context: Record<string, string> = { "aws:sourcearn": ruleArn, "aws:sourceaccount": accountId };
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
