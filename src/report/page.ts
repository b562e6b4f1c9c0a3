import { html, raw } from 'hono/html';
import { renderPlot } from './renderPlot.js';
import type { Cell, Section } from './section.js';
import { STYLE } from './style.js';

/** What stands above the sections. */
export interface PageHead {
  readonly title: string;
  /** What it is about, and for whom, in a sentence or two. */
  readonly lead: string;
}

/** A report as one HTML file: no scripts, nothing from elsewhere, every text escaped. */
export function reportPage({ title, lead }: PageHead, sections: readonly Section[]): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>${title}</title>
        <style>
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        <header>
          <h1>${title}</h1>
          <p>${lead}</p>
        </header>
        <main>${sections.map(sectionHtml)}</main>
      </body>
    </html> `;
  // Only a part that is a promise would make it one.
  if (page instanceof Promise) throw new TypeError('a part of the report is a promise');
  return page.toString();
}

function sectionHtml({ title, note, heading, rows, plot, legend = [] }: Section) {
  // A plot of nothing but zeros has no scale to stand on.
  const hasPlot = plot !== null && rows.some((row) => row.some((cell) => typeof cell === 'number' && cell !== 0));
  // An SVG of ours: what it shows of others was escaped as it was put into its document.
  const figure = hasPlot ? html`<figure>${raw(renderPlot(plot, title))}</figure>` : '';
  const key =
    legend.length === 0 || !hasPlot
      ? ''
      : html`<ul class="legend">
          ${legend.map(legendHtml)}
        </ul>`;
  return html` <section>
    <h2>${title}</h2>
    <p>${note}</p>
    ${key}
    <div class="${hasPlot ? 'pair' : 'alone'}">
      ${figure}
      <div class="scroll">
        <table>
          <caption>
            ${title}
          </caption>
          <thead>
            <tr>
              ${heading.map((name) => html`<th scope="col">${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${
              rows.length === 0
                ? html`<tr>
                    <td colspan="${heading.length}">none</td>
                  </tr>`
                : rows.map(rowHtml)
            }
          </tbody>
        </table>
      </div>
    </div>
  </section>`;
}

function legendHtml({ label, color }: { label: string; color: string }) {
  return html`<li><span style="background:${color}"></span>${label}</li>`;
}

function rowHtml([first = '', ...others]: readonly Cell[]) {
  return html` <tr>
    <th scope="row">${cellText(first)}</th>
    ${others.map((cell) => html`<td class="${typeof cell === 'string' ? 'text' : 'number'}">${cellText(cell)}</td>`)}
  </tr>`;
}

/** How a cell is written; one that is not told is a dash. */
export function cellText(cell: Cell): string {
  return cell === null ? '–' : String(cell);
}
