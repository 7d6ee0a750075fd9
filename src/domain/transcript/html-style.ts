import { createHash } from "node:crypto";

/** The page's only style; its hash stands in the page's policy, so that no other is taken. */
export const transcriptStyle = `
:root{color-scheme:light dark;--ink:#1d2429;--soft:#55616b;--line:#d5dbe0;--ground:#fff;--raised:#f5f7f8;--value:#0b4f6c;
--alarm:#a3231f;--cloudtrail:#6b3fa0;--thread:#245f9e;--picked:#8a5200;--asked:#1f6b43;--incident:#48535c;--bad:#a3231f}
@media (prefers-color-scheme:dark){:root{--ink:#e6eaed;--soft:#a5b0b9;--line:#3a444c;--ground:#161b1f;--raised:#1f262b;--value:#8fd0ee;
--alarm:#ff9a94;--cloudtrail:#c9a8f5;--thread:#93c3f5;--picked:#f0b96a;--asked:#82d3a6;--incident:#b6c0c8;--bad:#ff9a94}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:76rem;padding:1.5rem clamp(1rem,3vw,2.5rem) 4rem;background:var(--ground);color:var(--ink);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
h1{font-size:1.7rem;line-height:1.25;margin:.2rem 0 .6rem;overflow-wrap:anywhere}
h2{font-size:1.2rem;margin:2.4rem 0 .7rem;padding-bottom:.3rem;border-bottom:2px solid var(--line)}
h3{font-size:1.05rem;margin:0 0 .5rem;overflow-wrap:anywhere}
p{margin:.5rem 0}
a{color:var(--thread)}
.small{color:var(--soft);font-size:.88em}
figure{margin:.8rem 0}svg{max-width:100%;height:auto;display:block}
.v{color:var(--value);overflow-wrap:anywhere}
h1 .v,h3 .v,.told .v,.findings .v{color:inherit}
.chip{display:inline-block;border:1px solid currentColor;border-radius:1rem;padding:.05rem .65rem;font-size:.85rem;font-weight:600;margin-right:.4rem}
.bad{color:var(--bad);font-weight:600}
.figures{display:flex;flex-wrap:wrap;gap:.7rem;margin:1rem 0;padding:0;list-style:none}
.figures li{border:1px solid var(--line);border-radius:.5rem;background:var(--raised);padding:.5rem .9rem;min-width:9rem}
.figures b{display:block;font-size:1.25rem;font-variant-numeric:tabular-nums}
dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.25rem 1.1rem;margin:.6rem 0}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .7rem .35rem 0;border-bottom:1px solid var(--line)}
th{color:var(--soft);font-weight:600;white-space:nowrap}
td.t{white-space:nowrap;font-variant-numeric:tabular-nums}
.rows td{min-width:4rem;max-width:26rem;overflow-wrap:anywhere}
.day td{background:var(--raised);font-weight:600;padding:.3rem .6rem}
.s{font-weight:600;white-space:nowrap}
.s::before{content:"";display:inline-block;width:.6rem;height:.6rem;border-radius:50%;background:currentColor;margin-right:.4rem}
.s-alarm{color:var(--alarm)}.s-cloudtrail{color:var(--cloudtrail)}.s-thread{color:var(--thread)}
.s-picked{color:var(--picked)}.s-asked{color:var(--asked)}.s-incident{color:var(--incident)}
.old .said{text-decoration:line-through}
.card{border:1px solid var(--line);border-left:.3rem solid var(--asked);border-radius:.4rem;padding:.9rem 1.1rem;margin:1rem 0}
.findings{margin:.5rem 0;padding:0;list-style:none}
.findings li{padding:.35rem .7rem;margin:.3rem 0;border-left:.25rem solid var(--soft);background:var(--raised)}
.findings .critical{border-color:var(--bad)}.findings .warning{border-color:var(--picked)}.findings .note{border-color:var(--thread)}.findings .ok{border-color:var(--asked)}
.level{font-weight:700;margin-right:.4rem}
pre{background:var(--raised);border:1px solid var(--line);border-radius:.3rem;padding:.6rem .8rem;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere;font:.85rem/1.45 ui-monospace,"DejaVu Sans Mono",monospace}
code{font:.85rem ui-monospace,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
ul.plain{margin:.4rem 0;padding-left:1.2rem}
@media (max-width:40rem){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}
.time thead{display:none}.time tr{display:block;border-bottom:1px solid var(--line);padding:.4rem 0}.time td{display:inline-block;border:0;padding:0 .6rem 0 0}.time td.w{display:block}}
@media print{:root{color-scheme:light;--ink:#000;--soft:#444;--line:#bbb;--ground:#fff;--raised:#f4f4f4;--value:#0b3d52;
--alarm:#8f1b17;--cloudtrail:#52307d;--thread:#1b4a7c;--picked:#6b4000;--asked:#17523a;--incident:#333;--bad:#8f1b17}
@page{margin:15mm 12mm}
html{font-size:9.5pt}body{max-width:none;padding:0;font-size:1rem}figure{break-inside:avoid}svg{max-width:130mm}
h1{font-size:16pt}h2{font-size:12pt;break-after:avoid}h3{font-size:10.5pt;break-after:avoid}
table{font-size:8pt}thead{display:table-header-group}tr,.figures,.findings li{break-inside:avoid}
.scroll{overflow:visible}.rows td,.rows th{min-width:0;max-width:none;padding-right:1.2mm;font-size:7pt;white-space:normal;overflow-wrap:anywhere}
td.t{white-space:normal}.card{border-left-width:1mm;padding:2mm 3mm}pre{font-size:7.5pt}
.s,.chip,.figures li,.findings li{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`.trim();

/** For a policy of a page that shows a transcript: `style-src 'sha256-…'`. */
export const transcriptStyleHash = `sha256-${createHash("sha256").update(transcriptStyle).digest("base64")}`;
