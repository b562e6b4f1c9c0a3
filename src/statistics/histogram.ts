/** How many lie between two numbers of points; the last bin holds its upper end. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** At most ten bins of whole points, from 0 to what can be had. */
export function histogram(points: readonly number[], max: number): Bin[] {
  const width = Math.max(1, Math.ceil(max / 10));
  const bins = Math.max(1, Math.ceil(max / width));
  return Array.from({ length: bins }, (_, index) => {
    const isLast = index === bins - 1;
    const [from, to] = [index * width, isLast ? Math.max(max, index * width) : (index + 1) * width];
    return { from, to, count: points.filter((value) => value >= from && (value < to || isLast)).length };
  });
}
