import { plot, type PlotOptions } from '@observablehq/plot';
import { parseHTML } from 'linkedom';

/** What is needed of an element; the types of a browser are not known here. */
interface SvgElement {
  setAttribute(name: string, value: string): void;
  querySelectorAll(selector: string): Iterable<{ remove(): void; removeAttribute(name: string): void }>;
  readonly outerHTML: string;
}

/** A plot as an SVG text that needs nothing else; `title` is what a screen reader says. */
export function renderPlot(options: PlotOptions, title: string): string {
  const style = { font: '13px system-ui, sans-serif', background: 'transparent' };
  return draw({ ...options, style }, title).outerHTML;
}

/** The same without any style of its own, which a page's policy would not let through: for pages whose style it has. */
export function renderPlainPlot(options: PlotOptions, title: string): string {
  const svg = draw(options, title);
  for (const style of svg.querySelectorAll('style')) style.remove();
  // A group without a role may have no name.
  for (const group of svg.querySelectorAll('g[aria-label]')) group.removeAttribute('aria-label');
  return svg.outerHTML;
}

function draw(options: PlotOptions, title: string): SvgElement {
  const { document } = parseHTML('<!doctype html><html><body></body></html>') as { document: unknown };
  const margins = { marginLeft: 70, marginRight: 50, marginBottom: 40 };
  const svg = plot({ width: 720, ...margins, ...options, document }) as unknown as SvgElement;
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', title);
  return svg;
}
