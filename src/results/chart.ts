import { plot, type PlotOptions } from '@observablehq/plot';
import { parseHTML } from 'linkedom';

/**
 * A chart as one `<svg>` element without script, fonts or references, for a page that opens without network. All texts
 * in it are escaped.
 *
 * @param label what it shows, for those who cannot see it; the numbers stand in a table beside it.
 *
 * @example
 * svgChart('How many passed', { marks: [barX(checks, { x: 'share', y: 'id' })] });
 */
export function svgChart(label: string, options: PlotOptions): string {
  // The types of a browser's document are not part of this program; of these two values nothing else is used.
  const { document } = parseHTML('<!doctype html><html><body></body></html>') as unknown as { document: unknown };
  const style = { background: 'transparent', fontFamily: 'inherit', fontSize: '12px', overflow: 'visible' };
  const whole: object = { width: 680, style, ...options, ariaLabel: label, document };
  return (plot(whole) as unknown as { outerHTML: string }).outerHTML;
}
