import { ListTagsForResourceCommand } from "@aws-sdk/client-cloudwatch";
import { InputError } from "../domain/errors.ts";
import type { TagsOf } from "../flows/alarms/learn-tags.ts";
import type { AwsClients } from "./clients.ts";
import { awsError } from "./errors.ts";

const askedBy = { name: "cairn" };
const timeoutMs = 10_000;
const mostTags = 50;

/** Asks CloudWatch for an alarm's tags, with the rights of its account. Throws CairnError. */
export const createAlarmTags =
  (clients: Pick<AwsClients, "cloudwatch">): TagsOf =>
  async (arn) => {
    const [, , , region = "", account = ""] = arn.split(":");
    if (region === "" || account === "") throw new InputError(`${arn} is no alarm's ARN.`);
    const client = clients.cloudwatch(account, region, askedBy);
    const { Tags = [] } = await client
      .send(new ListTagsForResourceCommand({ ResourceARN: arn }), {
        abortSignal: AbortSignal.timeout(timeoutMs),
      })
      .catch((error: unknown) => {
        throw awsError(error, { action: "cloudwatch:ListTagsForResource", account, region, resource: arn });
      });
    return Object.fromEntries(
      Tags.slice(0, mostTags).flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? ""]])),
    );
  };
