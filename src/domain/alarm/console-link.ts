import type { Alarm } from "./alarm.ts";

const longest = 1_500;

/** The alarm's own page in CloudWatch's console; undefined where there is no public one, or the name is not one. */
export function consoleLink({ name, region }: Pick<Alarm, "name" | "region">): string | undefined {
  if (!/^[a-z]{2,3}(-[a-z]+)+-\d$/.test(region) || /^us-iso|^eu-iso/.test(region)) return undefined;
  const host = region.startsWith("cn-")
    ? "console.amazonaws.cn"
    : region.startsWith("us-gov-")
      ? "console.amazonaws-us-gov.com"
      : `${region}.console.aws.amazon.com`;
  const link = `https://${host}/cloudwatch/home?region=${region}#alarmsV2:alarm/${encoded(name)}`;
  return name === "" || link.length > longest ? undefined : link;
}

/** Of what `encodeURIComponent` leaves, nothing that Slack's text would read as a mark. */
const encoded = (name: string): string =>
  // Half a surrogate pair would throw.
  encodeURIComponent(name.replace(/\p{Surrogate}/gu, "\uFFFD")).replace(
    /[!'()*_~]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
