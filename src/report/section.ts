import type { PlotOptions } from '@observablehq/plot';

/** For whom a report is: staff see persons and every number, others neither persons nor small groups. */
export type Audience = 'staff' | 'shared';

/** A number in a table, or a text; null is one that is not told. */
export type Cell = number | string | null;

/** One part of the report: a plot, and its numbers as a table. */
export interface Section {
  readonly title: string;
  /** What it shows, in a sentence or two. */
  readonly note: string;
  readonly heading: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** null where a table says it best. */
  readonly plot: PlotOptions | null;
  readonly legend?: readonly { readonly label: string; readonly color: string }[];
}

/** Colours that people with any colour vision tell apart. */
export const COLORS = {
  blue: '#3b6ea8',
  orange: '#e08a1e',
  red: '#b23a48',
  green: '#4a8c6f',
  grey: '#b9b4aa',
  light: '#e2ded6',
} as const;
