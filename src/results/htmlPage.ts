import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

/** HTML whose texts are escaped. */
export type Html = HtmlEscapedString;

/**
 * A tagged template that escapes every text it is given, and leaves what is `Html` as it is. Hono's may wait for
 * promises; nothing here does.
 */
export function markup(strings: TemplateStringsArray, ...values: unknown[]): Html {
  return html(strings, ...values) as Html;
}

/** Markup of our own making, such as a chart. */
export function trusted(text: string): Html {
  return raw(text);
}

/** Markup put together in a row. */
export function joined(parts: readonly Html[]): Html {
  return trusted(parts.join(''));
}

const STYLE = `
:root { color-scheme: light; --ink: #1c2733; --faint: #5b6876; --line: #d9dfe5; --accent: #2b6cb0; }
body { margin: 2.5rem auto; max-width: 62rem; padding: 0 1.5rem; color: var(--ink); background: #fff;
  font: 15px/1.5 system-ui, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2.5rem 0 .5rem; }
p, figcaption { color: var(--faint); margin: .25rem 0 .75rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; } td.number, th.number { text-align: right; }
td.text { white-space: pre-wrap; overflow-wrap: anywhere; }
figure { margin: 0; overflow-x: auto; }
`;

/** A whole page in one file: no script, no network, nothing that a browser would fetch. */
export function htmlPage(title: string, body: Html): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`.toString();
}

export interface Column {
  readonly heading: string;
  readonly kind: 'text' | 'number';
}

/** A table with a heading; nothing where it has no row. */
export function htmlTable(columns: readonly Column[], rows: readonly (readonly string[])[]): Html {
  if (rows.length === 0) return trusted('');
  const head = columns.map(({ heading, kind }) => markup`<th scope="col" class="${kind}">${heading}</th>`);
  const body = rows.map((cells) => {
    const shown = cells.map((cell, index) => markup`<td class="${columns[index]?.kind ?? 'text'}">${cell}</td>`);
    return markup`<tr>${joined(shown)}</tr>\n`;
  });
  return markup`<table><thead><tr>${joined(head)}</tr></thead><tbody>\n${joined(body)}</tbody></table>`;
}
