/** The look of the page: text as wide as it reads well, tables beside their plots where there is room. */
export const STYLE = `
:root { color-scheme: light; --ink: #23211d; --soft: #6b665c; --line: #e2ded6; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 84rem; padding: 2.5rem 2rem 4rem; background: #fdfcfa; color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', sans-serif; }
h1 { font: 600 2rem/1.2 Georgia, 'Times New Roman', serif; margin: 0 0 .4rem; }
h2 { font: 600 1.3rem/1.3 Georgia, 'Times New Roman', serif; margin: 0 0 .2rem; }
header p, section > p { color: var(--soft); max-width: 46rem; margin: 0 0 1rem; }
section { border-top: 1px solid var(--line); padding: 1.8rem 0 1.4rem; }
.pair { display: grid; gap: 1rem 2.5rem; align-items: start; }
@media (min-width: 70rem) { .pair { grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); } }
figure { margin: 0; }
figure svg { max-width: 100%; height: auto; overflow: visible; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .82rem; font-variant-numeric: tabular-nums; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { padding: .3rem .7rem .3rem 0; text-align: right; vertical-align: bottom; border-bottom: 1px solid var(--line); }
thead th { color: var(--soft); font-weight: 500; }
th:first-child, td.text { text-align: left; font-weight: 500; }
td.text { font-weight: 400; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; margin: 0 0 .6rem; padding: 0; font-size: .82rem; }
.legend span { display: inline-block; width: .8em; height: .8em; margin-right: .4em; border-radius: 2px; }
@media print { body { padding: 0; } section { break-inside: avoid; } }
`;
