export interface AlarmArn {
  arn: string;
  region: string;
  account: string;
  name: string;
}

// Account and Region are taken as they come: an alarm is not to be lost because a partition writes them anew.
const SHAPE = /^arn:[^:]+:cloudwatch:([^:]+):([^:]+):alarm:(.+)$/s;

/** Account, Region and name as the ARN has them; undefined when it is not the ARN of an alarm. */
export function parseAlarmArn(text: string): AlarmArn | undefined {
  const [, region, account, name] = SHAPE.exec(text) ?? [];
  return region && account && name ? { arn: text, region, account, name } : undefined;
}

export function alarmArn(parts: {
  partition?: string;
  region: string;
  account: string;
  name: string;
}): AlarmArn {
  const { partition = "aws", region, account, name } = parts;
  return { arn: `arn:${partition}:cloudwatch:${region}:${account}:alarm:${name}`, region, account, name };
}
