import type { Item, RecordedScore, StudentFacts, Terms, Work } from '../../src/gradebook/facts.js';
import { minus, readDecimal, type Decimal } from '../../src/late/decimal.js';

export function points(text: string): Decimal {
  const value = readDecimal(text);
  if (value === undefined) throw new Error(`${text} is no decimal`);
  return value;
}

export const homework = (
  id: string,
  { written = '0', released = true }: { readonly written?: string; readonly released?: boolean } = {},
): Item => {
  const [maxScore, writtenPoints] = [points('100'), points(written)];
  const checkedPoints = minus(maxScore, writtenPoints);
  return { kind: 'assignment', id, title: id, maxScore, checkedPoints, writtenPoints, released };
};

export const scored = (raw: string, more: Partial<Work> = {}): Work => ({
  ...{ status: 'on_time', raw: points(raw), open: null, penaltyBp: 0, penaltyHours: 0, seq: 1 },
  ...more,
});

export const nothing: Work = { ...scored('0'), status: 'none', raw: null, seq: null };

export const recorded = (score: string | null, more: Partial<RecordedScore> = {}): RecordedScore => ({
  ...{ status: score === null ? 'ungraded' : 'graded', score: score === null ? null : points(score) },
  ...{ maxScore: points('100'), source: 'gradescope', seq: 2 },
  ...more,
});

export function facts(
  works: Record<string, Work>,
  elsewhere: Record<string, RecordedScore> = {},
  more: Partial<StudentFacts> = {},
): StudentFacts {
  return {
    ...{ student: 's1', works: new Map(Object.entries(works)), elsewhere: new Map(Object.entries(elsewhere)) },
    ...{ written: new Map(), decided: null },
    ...more,
  };
}

/** Homework 40 %, midterm 30 %, project 30 %. */
export const terms = (items: readonly Item[], more: Partial<Terms> = {}): Terms => ({
  parts: [
    { title: 'Homework', weightBp: 4000, dropLowest: 0, items },
    {
      title: 'Midterm',
      weightBp: 3000,
      dropLowest: 0,
      items: [{ kind: 'elsewhere', id: 'midterm', title: 'Midterm' }],
    },
    {
      title: 'Project',
      weightBp: 3000,
      dropLowest: 0,
      items: [{ kind: 'elsewhere', id: 'project', title: 'Project' }],
    },
  ],
  letters: [
    { letter: 'A', fromBp: 9200 },
    { letter: 'A-', fromBp: 9000 },
    { letter: 'B', fromBp: 8000 },
  ],
  ...{ curveBp: 0, penaltyBasis: 'earned' },
  ...more,
});
