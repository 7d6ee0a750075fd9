import type { Explained } from "../explain-alarm.ts";

/** One alarm's explanation, for people. */
export function explainedText(explained: Explained, path: string): string {
  const { alarm, route, passed, channel, severity, group, runbook, ladder } = explained;
  const tags = Object.entries(alarm.tags).map(([key, value]) => `${key}=${value}`);
  const rows: [string, string][] = [
    ["Alarm", alarm.name],
    ["", `${alarm.region}, account ${alarm.account}, ${alarm.state}`],
    [
      "Tags",
      tags.length > 0
        ? tags.join(", ")
        : "none are known here; Cairn reads them from CloudWatch. Try some with --tags",
    ],
    ["Route", route === null ? `none of ${path}; the defaults count` : `routes.${route}`],
    ...passed.map(({ route: index, why }): [string, string] => [
      "",
      `not routes.${index}: ${why.join(" and ")}`,
    ]),
    [
      "Incident",
      explained.whyNot
        ? `opens none, because ${explained.whyNot}`
        : "opens one, or joins the open one of its group",
    ],
    ["Channel", `${channel.id}, from ${channel.from}`],
    ["Severity", `${severity.severity}, from ${severity.from}`],
    ["Group", `${group.key}  (by ${group.by.join(", ")})`],
    ["Runbook", runbook ? `${runbook.id}: ${runbook.title}` : "none; responders choose one by hand"],
    ...(runbook ? [["", `because ${runbook.why}`] as [string, string]] : []),
    ...(runbook && runbook.asks.length > 0
      ? [["", `is suggested and not begun: it asks ${runbook.asks.join(" ")}`] as [string, string]]
      : []),
    ...ladderRows(ladder),
  ];
  return rows.map(([what, text]) => `${what.padEnd(10)}${text}`.trimEnd()).join("\n");
}

function ladderRows(ladder: Explained["ladder"]): [string, string][] {
  if (ladder === null) return [["Ladder", "none; nobody is called when nobody acknowledges"]];
  const head = ladder.starts
    ? `${ladder.name}; if it went off now and nobody answered:`
    : `${ladder.name}, which begins by itself from ${ladder.from} on; Escalate climbs it by hand:`;
  return [
    ["Ladder", head],
    ...ladder.calls.map(({ at, after, notify, rung }): [string, string] => [
      "",
      `rung ${rung} after ${after}, at ${at.slice(0, 16).replace("T", " ")} UTC: ${notify.join(", ")}`,
    ]),
    ...(ladder.outsideHours.length > 0
      ? [["", `passed over outside its hours: rung ${ladder.outsideHours.join(", ")}`] as [string, string]]
      : []),
  ];
}
