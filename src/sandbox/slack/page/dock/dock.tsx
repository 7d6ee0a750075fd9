import { useState } from "preact/hooks";
import { useDesk } from "../workspace-context.ts";
import { FaultSwitches } from "./fault-switches.tsx";
import { ReportTab } from "./report-tab.tsx";
import { Traffic } from "./traffic.tsx";

const tabs = [
  { id: "traffic", name: "Traffic" },
  { id: "report", name: "Report" },
  { id: "faults", name: "Faults" },
] as const;

type Tab = (typeof tabs)[number]["id"];

/** What happens behind the screens: frames and calls, refusals, and switches that make things go wrong. */
export function Dock({ onClose }: { onClose(): void }) {
  const { screen } = useDesk();
  const [tab, setTab] = useState<Tab>(() => storedTab());
  const choose = (next: Tab) => {
    localStorage.setItem("dock tab", next);
    setTab(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const at = tabs.findIndex((each) => each.id === tab);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (next === undefined) return;
    choose(next.id);
    document.getElementById(`dock-${next.id}`)?.focus();
  };
  return (
    <section class="dock" aria-label="Behind the scenes">
      <header class="dock-head">
        <h2>Behind the scenes</h2>
        <div role="tablist" aria-label="Behind the scenes" class="tabs" onKeyDown={onKeyDown}>
          {tabs.map(({ id, name }) => (
            <button
              key={id}
              id={`dock-${id}`}
              type="button"
              role="tab"
              aria-selected={tab === id}
              aria-controls="dock-panel"
              tabIndex={tab === id ? 0 : -1}
              class="tab"
              onClick={() => choose(id)}
            >
              {name}
              {id === "faults" && screen.disturbed && (
                <span class="dot warn" title="Faults are switched on" />
              )}
            </button>
          ))}
        </div>
        <span class="spring" />
        <button type="button" class="icon-button" aria-label="Close behind the scenes" onClick={onClose}>
          ×
        </button>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div id="dock-panel" class="dock-panel" role="tabpanel" aria-labelledby={`dock-${tab}`} tabIndex={0}>
        {tab === "traffic" && <Traffic />}
        {tab === "report" && <ReportTab />}
        {tab === "faults" && <FaultSwitches />}
      </div>
    </section>
  );
}

function storedTab(): Tab {
  const stored = localStorage.getItem("dock tab");
  return tabs.find((each) => each.id === stored)?.id ?? "traffic";
}
