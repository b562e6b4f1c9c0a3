import { plot, type PlotOptions } from '@observablehq/plot';
import { parseHTML } from 'linkedom';

/** What is needed of an element; the types of a browser are not known here. */
interface SvgElement {
  setAttribute(name: string, value: string): void;
  readonly outerHTML: string;
}

/** A plot as an SVG text that needs nothing else; `title` is what a screen reader says. */
export function renderPlot(options: PlotOptions, title: string): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>') as { document: unknown };
  const style = { font: '13px system-ui, sans-serif', background: 'transparent' };
  const margins = { marginLeft: 70, marginRight: 50, marginBottom: 40 };
  const svg = plot({ width: 720, ...margins, ...options, document, style }) as unknown as SvgElement;
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', title);
  return svg.outerHTML;
}
