import type { Alarm } from "./alarm.ts";

/** What an alarm is about: services as CloudTrail names them, and the names of the resources it watches. */
export interface AlarmSubject {
  /** Event sources, such as `lambda.amazonaws.com`. */
  sources: string[];
  names: string[];
}

/** Namespaces of metrics whose service has another name. Facts: CloudWatch user guide, "AWS services that publish metrics". */
const services: Record<string, string> = {
  "AWS/ApplicationELB": "elasticloadbalancing",
  "AWS/NetworkELB": "elasticloadbalancing",
  "AWS/GatewayELB": "elasticloadbalancing",
  "AWS/ELB": "elasticloadbalancing",
  "AWS/EBS": "ec2",
  "AWS/EC2Spot": "ec2",
  "AWS/NATGateway": "ec2",
  "AWS/TransitGateway": "ec2",
  "AWS/VPN": "ec2",
  "AWS/EFS": "elasticfilesystem",
  "AWS/ElasticMapReduce": "elasticmapreduce",
  "AWS/CertificateManager": "acm",
  "AWS/Cognito": "cognito-idp",
  "AWS/DDoSProtection": "shield",
  "AWS/DocDB": "rds",
  "AWS/Neptune": "rds",
  "AWS/KinesisAnalytics": "kinesisanalytics",
  "AWS/ML": "machinelearning",
  "AWS/Logs": "logs",
  "AWS/Usage": "",
  "AWS/Billing": "",
  "AWS/Events": "events",
  "AWS/Kafka": "kafka",
  "AWS/MediaLive": "medialive",
  "AWS/Route53Resolver": "route53resolver",
  "AWS/PrivateLinkEndpoints": "ec2",
  "AWS/PrivateLinkServices": "ec2",
  "AWS/CWAgent": "ec2",
  CWAgent: "ec2",
  "ECS/ContainerInsights": "ecs",
  ContainerInsights: "eks",
  LambdaInsights: "lambda",
};

/** Dimensions that say which part of a resource, or how it was counted, and name nothing that can be changed. */
const noNames = new Set([
  "Stage",
  "Method",
  "Operation",
  "Currency",
  "AvailabilityZone",
  "StorageType",
  "FilterId",
  "Class",
  "Type",
  "Service",
  "Rule",
  "Region",
  "InstanceType",
]);

/** Nothing for an alarm on a metric of one's own without dimensions: then it is about the account. */
export function subjectOf(alarm: Pick<Alarm, "metrics" | "dimensions">): AlarmSubject {
  const sources = alarm.metrics.flatMap(({ namespace }) => {
    const service = namespace === undefined ? "" : serviceOf(namespace);
    return service === "" ? [] : [`${service}.amazonaws.com`];
  });
  const dimensions = [alarm.dimensions, ...alarm.metrics.map((metric) => metric.dimensions)];
  const names = dimensions.flatMap((each) =>
    Object.entries(each).flatMap(([name, value]) => (noNames.has(name) || value.length < 2 ? [] : [value])),
  );
  return { sources: [...new Set(sources)], names: [...new Set(names)] };
}

function serviceOf(namespace: string): string {
  const known = Object.hasOwn(services, namespace) ? services[namespace] : undefined;
  return known ?? (namespace.startsWith("AWS/") ? namespace.slice("AWS/".length).toLowerCase() : "");
}

/**
 * Whether a name in a record is that of the alarm's resource: itself, or, in a call of its own service, an ARN that ends
 * in it. A function's log group ends in its name too, and is another thing.
 */
export function isOn({ sources, names }: AlarmSubject, resource: string, source: string): boolean {
  const own = sources.length === 0 || sources.includes(source);
  return names.some(
    (name) => resource === name || (own && (resource.endsWith(`/${name}`) || resource.endsWith(`:${name}`))),
  );
}
