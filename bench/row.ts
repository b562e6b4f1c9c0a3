/** One line of the table: a figure, what was measured, and what it should be. */
export interface Row {
  readonly figure: string;
  readonly measured: string;
  readonly wanted?: string;
  readonly isMet?: boolean;
}

/** A figure that should be at most, or at least, `bound`. */
export function figure(name: string, value: number, unit: string, rule: 'at most' | 'at least', bound: number): Row {
  return {
    figure: name,
    measured: `${shown(value)} ${unit}`.trim(),
    wanted: `${rule === 'at most' ? '≤' : '≥'} ${bound} ${unit}`.trim(),
    isMet: rule === 'at most' ? value <= bound : value >= bound,
  };
}

export function plain(name: string, value: number, unit: string): Row {
  return { figure: name, measured: `${shown(value)} ${unit}`.trim() };
}

function shown(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
