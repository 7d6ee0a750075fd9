import type { ComponentChildren } from "preact";
import { type BriefReport, fetchReport } from "../control.ts";
import { ScrollBox } from "../parts/scroll-box.tsx";
import { usePolled } from "./polled.ts";

const recent = 50;

/** How the app behaved so far: what was refused and why, what it did not acknowledge, how often it called. */
export function ReportTab() {
  const { value: report } = usePolled(fetchReport);
  if (report === undefined) return null;
  const refused = report.refused.slice(-recent).reverse();
  const acks = [...report.acks.missing, ...report.acks.late].slice(-recent).reverse();
  return (
    <div class="report">
      <Part title="Refused calls" count={report.refused.length} good="Nothing was refused.">
        {refused.map((each, index) => (
          <li key={index}>
            <time>{each.at.slice(11, 19)}</time> <b>{each.method}</b> <code>{each.error}</code>
            {each.injected && <span class="badge">on purpose</span>}
            {each.messages.map((message) => (
              <div key={message} class="muted">
                {message}
              </div>
            ))}
          </li>
        ))}
      </Part>
      <Part
        title="Not acknowledged, or late"
        count={report.acks.missing.length + report.acks.late.length}
        good={`All ${report.acks.count} in time; the slowest took ${report.acks.slowestMs} ms.`}
      >
        {acks.map((each, index) => (
          <li key={index}>
            <time>{each.at.slice(11, 19)}</time> <b>{each.about}</b>{" "}
            {each.afterMs === undefined ? <code>{each.reason}</code> : <span>after {each.afterMs} ms</span>}
            {each.injected && <span class="badge">on purpose</span>}
          </li>
        ))}
      </Part>
      <Part title="Posted twice" count={report.duplicates.length} good="Nothing was posted twice.">
        {report.duplicates.map((each) => (
          <li key={each.ts[0]}>
            <b>{each.channel}</b> {each.ts.join(", ")}
          </li>
        ))}
      </Part>
      <Part title="Warnings" count={report.warnings.length} good="Nothing to warn of.">
        {report.warnings
          .slice(-recent)
          .reverse()
          .map((each, index) => (
            <li key={index}>
              <time>{each.at.slice(11, 19)}</time> {each.warning}
            </li>
          ))}
      </Part>
      <Calls report={report} />
    </div>
  );
}

function Part(given: { title: string; count: number; good: string; children: ComponentChildren }) {
  return (
    <section>
      <h3>
        {given.title} {given.count > 0 && <span class="badge">{given.count}</span>}
      </h3>
      {given.count === 0 ? <p class="muted">{given.good}</p> : <ul class="plain-list">{given.children}</ul>}
    </section>
  );
}

function Calls({ report }: { report: BriefReport }) {
  const methods = Object.entries(report.calls).sort((a, b) => b[1] - a[1]);
  if (methods.length === 0) return null;
  return (
    <section>
      <h3>Calls</h3>
      <ScrollBox class="table-scroll" label="Calls">
        <table>
          <thead>
            <tr>
              <th scope="col">Method</th>
              <th scope="col">Calls</th>
              <th scope="col">Busiest minute</th>
              <th scope="col">Slack allows</th>
            </tr>
          </thead>
          <tbody>
            {methods.map(([method, calls]) => (
              <tr key={method}>
                <td>{method}</td>
                <td>{calls}</td>
                <td>{report.busiest[method]?.calls ?? ""}</td>
                <td>
                  {report.busiest[method] === undefined ? "" : `${report.busiest[method].perMinute} a minute`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </section>
  );
}
