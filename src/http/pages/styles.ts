/** The one style of all pages. System fonts; light, dark and print. */
export const styles = `
:root {
  color-scheme: light dark;
  --paper: #fbfaf8; --card: #ffffff; --ink: #1f2428; --soft: #5a6268; --line: #dcd9d3; --link: #1d5f8a;
  --accent: #3d4f5c; --p1: #a3212f; --p2: #a34e00; --p3: #6b5600; --p4: #4d5a63;
  --open: #a3212f; --acknowledged: #8a5200; --resolved: #236b3a; --mark: #e9f1f6;
  --ok: #236b3a; --note: #1d5f8a; --warning: #8a5200; --critical: #a3212f; --unknown: #5a6268;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15181b; --card: #1d2125; --ink: #e4e6e8; --soft: #a3abb2; --line: #343a40; --link: #8cc4ea;
    --accent: #b6c6d2; --p1: #ff9a9f; --p2: #f5b26b; --p3: #e0c65a; --p4: #b4bfc7;
    --open: #ff9a9f; --acknowledged: #f0b96b; --resolved: #84d29b; --mark: #24323c;
    --ok: #84d29b; --note: #8cc4ea; --warning: #f0b96b; --critical: #ff9a9f; --unknown: #a3abb2;
  }
}
* { box-sizing: border-box; }
html { font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
body { margin: 0; background: var(--paper); color: var(--ink); }
a { color: var(--link); text-underline-offset: .15em; }
a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, textarea:focus-visible,
summary:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .5rem 1rem; z-index: 2; }
header.top { border-bottom: 1px solid var(--line); background: var(--card); }
header.top .in { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; align-items: center; }
.in, main { max-width: 76rem; margin: 0 auto; padding: .6rem 1.25rem; }
main { padding-block: 1.25rem 4rem; }
header.top .name { font-weight: 650; color: var(--ink); text-decoration: none; margin-right: .5rem; }
header.top nav { display: flex; gap: 1rem; flex: 1; }
header.top nav a { text-decoration: none; padding: .2rem 0; border-bottom: 2px solid transparent; }
header.top nav a[aria-current] { border-color: var(--accent); color: var(--ink); }
header.top form { margin: 0; }
.who { color: var(--soft); }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .25rem 0 .5rem; overflow-wrap: anywhere; font-weight: 650; }
h2 { font-size: 1.1rem; margin: 2.2rem 0 .6rem; font-weight: 650; }
h3 { font-size: 1rem; margin: 1.2rem 0 .4rem; }
p { margin: .4rem 0; }
.soft, .none { color: var(--soft); }
time { font-variant-numeric: tabular-nums; white-space: nowrap; }
time b { font-weight: 550; }
.local { color: var(--soft); font-variant-numeric: tabular-nums; white-space: nowrap; }
footer.in { padding-block: 0 2rem; font-size: .88rem; }
.tag { display: inline-block; font-size: .8rem; line-height: 1.35; font-weight: 600; padding: .05rem .5rem;
  border: 1px solid currentColor; border-radius: 1rem; white-space: nowrap; }
.P1 { color: var(--p1); } .P2 { color: var(--p2); } .P3 { color: var(--p3); } .P4 { color: var(--p4); }
.open { color: var(--open); } .acknowledged { color: var(--acknowledged); } .resolved { color: var(--resolved); }
.ok { color: var(--ok); } .note { color: var(--note); } .warning { color: var(--warning); }
.critical { color: var(--critical); } .unknown { color: var(--unknown); }
.failed { color: var(--critical); } .done { color: var(--ok); }
.skipped, .cancelled, .not-reached { color: var(--soft); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: .2rem 1.5rem; margin: 1rem 0 0; }
.facts div { border-top: 1px solid var(--line); padding: .35rem 0; }
.facts dt { color: var(--soft); font-size: .85rem; }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.tabs { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; margin: 1rem 0; border-bottom: 1px solid var(--line); }
.tabs a { text-decoration: none; padding: .35rem 0; border-bottom: 3px solid transparent; margin-bottom: -1px; }
.tabs a[aria-current] { border-color: var(--accent); color: var(--ink); font-weight: 600; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: .4rem; background: var(--card); }
table { border-collapse: collapse; width: 100%; font-size: .95rem; }
th, td { text-align: left; vertical-align: top; padding: .45rem .75rem; border-bottom: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 0; }
th { font-weight: 600; color: var(--soft); font-size: .85rem; white-space: nowrap; }
tbody th { color: var(--ink); font-size: inherit; white-space: normal; }
td.day, th.day { white-space: nowrap; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.long { overflow-wrap: anywhere; min-width: 12rem; }
tbody th.long { overflow-wrap: anywhere; min-width: 9rem; }
/* As wide as its time in UTC: the local one may stand below. */
td:has(> time) { width: 12rem; }
.rows td { font-size: .88rem; max-width: 26rem; overflow-wrap: break-word; }
.rows td bdi { display: inline-block; width: max-content; max-width: min(26rem, 60vw); overflow-wrap: anywhere; }
tbody tr:hover { background: var(--mark); }
code, pre { font: .88rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
pre { background: var(--card); border: 1px solid var(--line); border-radius: .4rem; padding: .7rem .9rem;
  white-space: pre-wrap; margin: .5rem 0; }
.value { background: var(--mark); border-radius: .2rem; padding: 0 .2rem; overflow-wrap: anywhere; }
form.filters { display: grid; grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr)); gap: .6rem 1rem;
  align-items: end; margin: 1rem 0; }
form.filters .wide { grid-column: span 2; }
label { display: block; font-size: .85rem; color: var(--soft); }
input, select, textarea, button { font: inherit; color: inherit; }
input:not([type=checkbox]), select, textarea { width: 100%; padding: .35rem .5rem; border: 1px solid var(--soft); border-radius: .3rem;
  background: var(--card); color: var(--ink); }
textarea { min-height: 7rem; resize: vertical; }
button, .button { display: inline-block; padding: .4rem .9rem; border: 1px solid var(--accent); border-radius: .3rem; background: var(--accent);
  color: var(--card); cursor: pointer; font-weight: 550; text-decoration: none; }
button.plain { background: none; color: var(--link); border-color: transparent; padding: .1rem .3rem; font-weight: 400; }
button:disabled { opacity: .6; cursor: default; }
.pager { display: flex; gap: 1.5rem; align-items: center; margin: .9rem 0; }
.kinds { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; align-items: center; border: 0; padding: 0; margin: .4rem 0; }
.kinds label { display: inline-flex; gap: .35rem; align-items: center; color: var(--ink); font-size: .95rem; padding: .2rem 0; }
.strip { background: var(--card); border: 1px solid var(--line); border-radius: .4rem; margin: .6rem 0; padding: .3rem .3rem 0; overflow-x: auto; }
.strip svg { display: block; width: 100%; min-width: 36rem; height: auto; touch-action: pan-x pan-y; }
.strip text { font: 11px system-ui, sans-serif; fill: var(--soft); }
.strip .lane { stroke: var(--line); } .strip .tick { stroke: var(--line); stroke-dasharray: 2 3; }
.strip .drag { fill: var(--link); opacity: .18; }
.strip .mark { stroke: var(--card); stroke-width: 1; }
.strip .span { opacity: .35; }
.strip a:focus-visible .mark { stroke: var(--ink); stroke-width: 3; }
.k-alarm { fill: var(--critical); background: var(--critical); } .k-people { fill: var(--link); background: var(--link); }
.k-question { fill: var(--accent); background: var(--accent); } .k-finding { fill: var(--warning); background: var(--warning); }
.k-step { fill: var(--ok); background: var(--ok); } .k-other { fill: var(--unknown); background: var(--unknown); }
.dot { display: inline-block; width: .65rem; height: .65rem; border-radius: 50%; flex: none; }
ol.entries { list-style: none; margin: .5rem 0; padding: 0; }
ol.entries > li { display: grid; grid-template-columns: 1rem 11.5rem 4.4rem 1fr; gap: .2rem .7rem; padding: .32rem 0; border-bottom: 1px solid var(--line); }
ol.entries.both > li { grid-template-columns: 1rem 21.5rem 4.4rem 1fr; }
ol.entries > li[hidden] { display: none; }
ol.entries .dot { margin-top: .5rem; }
ol.entries .since { color: var(--soft); font-variant-numeric: tabular-nums; text-align: right; }
ol.entries .what { overflow-wrap: anywhere; }
ol.entries .superseded .what { text-decoration: line-through; color: var(--soft); }
li:target { background: var(--mark); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .8rem; margin: .8rem 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .7rem .9rem; }
.card .big { font-size: 1.45rem; font-weight: 600; line-height: 1.25; font-variant-numeric: tabular-nums; }
.card .soft { font-size: .88rem; }
.bars svg { display: block; width: 100%; height: auto; }
.bars text { font: 11px system-ui, sans-serif; fill: var(--soft); }
.bars .bar { fill: var(--accent); } .bars .bar.second { fill: var(--note); } .bars .axis { stroke: var(--line); }
.two { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(28rem, 100%), 1fr)); gap: 0 2rem; }
.two > * { min-width: 0; }
.box { max-width: 34rem; margin: 8vh auto; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1.6rem 1.8rem; }
.said { border-left: 3px solid var(--line); padding: .1rem 0 .1rem .9rem; white-space: pre-wrap; overflow-wrap: anywhere; margin: .5rem 0; }
.chart { background: #fff; border: 1px solid var(--line); border-radius: .4rem; max-width: 100%; height: auto; display: block; }
ul.plain { list-style: none; padding: 0; margin: .4rem 0; } ul.plain li { padding: .25rem 0; border-bottom: 1px solid var(--line); }
ul.plain form { display: inline; }
details > summary { cursor: pointer; padding: .2rem 0; }
@media (max-width: 64rem) { ol.entries.both > li { grid-template-columns: 1rem 11.5rem 4.4rem 1fr; } }
@media (max-width: 40rem) {
  .in, main { padding-inline: .9rem; }
  header.top .in, header.top nav { gap: .25rem .8rem; }
  header.top .name { margin-right: 0; }
  th, td { padding-inline: .5rem; }
  .strip svg { min-width: 46rem; }
  .strip text { font-size: 14px; }
  .bars svg { overflow: visible; }
  .bars text { font-size: 17px; }
  form.filters .wide { grid-column: auto; }
  form.filters { grid-template-columns: 1fr 1fr; }
  ol.entries > li, ol.entries.both > li { grid-template-columns: 1rem 1fr auto; }
  ol.entries .what { grid-column: 1 / -1; padding-left: 1.7rem; }
  table.list thead { position: absolute; left: -100vw; }
  table.list, table.list tbody, table.list tr, table.list td, table.list th { display: block; width: auto; }
  table.list tr { padding: .6rem .75rem; border-bottom: 1px solid var(--line); }
  table.list tbody tr > * { border: 0; padding: .05rem 0; }
  table.list td.number { text-align: left; }
  table.list td.beside { display: inline-block; margin-right: .4rem; }
  table.list td[data-name]::before { content: attr(data-name) ": "; color: var(--soft); }
}
@media print {
  :root { --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --link: #000; --mark: #fff; }
  @page { margin: 15mm 12mm; }
  html { font-size: 9.5pt; }
  header.top, .filters, .kinds, .pager, .tabs, form, .skip, .zoom, .unprinted { display: none; }
  main { max-width: none; padding: 0; }
  h2 { break-after: avoid; margin-top: 1.6rem; }
  .strip svg { min-width: 0; }
  .rows td, .rows th { white-space: normal; overflow-wrap: anywhere; padding: .2rem; font-size: 7pt; }
  .rows td bdi { width: auto; max-width: none; }
  .tag, .dot, .card, .value { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  thead { display: table-header-group; }
  .scroll { overflow: visible; border: 0; }
  ol.entries > li, tr { break-inside: avoid; }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
`;
