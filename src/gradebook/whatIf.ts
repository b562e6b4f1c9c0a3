import { letterOf, type StudentGrade } from './compute.js';
import type { Letter } from './facts.js';
import { add, compare, NOTHING, ofBasisPoints, subtract, wholePercentOf, type Ratio } from './ratio.js';

/** Somebody whose percentage, before rounding, is near a cut-off. */
interface Near {
  readonly student: string;
  readonly letter: string;
  readonly fromBp: number;
  /** Above the cut-off, or, below 0, short of it. */
  readonly above: Ratio;
}

interface Bin {
  /** From this percentage to below the next one. */
  readonly from: number;
  readonly count: number;
}

/** What cut-offs come to for those whose grades are final. */
export interface Outcome {
  readonly letters: ReadonlyMap<string, number>;
  readonly histogram: readonly Bin[];
  readonly near: readonly Near[];
  /** By student; null below the table. */
  readonly letterOf: ReadonlyMap<string, string | null>;
  /** Students whose grades are not final, and so not in any of this. */
  readonly notFinal: number;
}

/** Other cut-offs, and more or less for everybody than the course says. */
export interface Hypothesis {
  readonly letters: readonly Letter[];
  readonly moreBp: number;
}

export const BELOW = 'below';
const BIN_WIDTH = 5;

/** @param nearBp how near is near, in basis points. */
export function outcomeOf(grades: readonly StudentGrade[], { letters, moreBp }: Hypothesis, nearBp: number): Outcome {
  const done = grades.flatMap(({ student, final, soFar, decided, letter }) =>
    final && soFar !== null ? [{ student, share: add(soFar, ofBasisPoints(moreBp)), decided, letter }] : [],
  );
  const given = new Map(
    done.map(({ student, share, decided, letter }) => [student, decided ? letter : letterOf(share, letters)]),
  );
  const counts = new Map<string, number>([...letters.map(({ letter }) => [letter, 0] as const), [BELOW, 0]]);
  for (const letter of given.values()) counts.set(letter ?? BELOW, (counts.get(letter ?? BELOW) ?? 0) + 1);
  return {
    letters: counts,
    histogram: histogramOf(done.map(({ share }) => share)),
    near: done
      .flatMap(({ student, share }) =>
        letters.map(({ letter, fromBp }) => ({
          ...{ student, letter, fromBp },
          above: subtract(share, ofBasisPoints(fromBp)),
        })),
      )
      .filter(({ above }) => isWithin(above, nearBp))
      .sort((a, b) => b.fromBp - a.fromBp || compare(b.above, a.above) || (a.student < b.student ? -1 : 1)),
    letterOf: given,
    notFinal: grades.length - done.length,
  };
}

function isWithin(above: Ratio, nearBp: number): boolean {
  const limit = ofBasisPoints(nearBp);
  return compare(above, limit) <= 0 && compare(subtract(NOTHING, above), limit) <= 0;
}

function histogramOf(shares: readonly Ratio[]): Bin[] {
  const bins = new Map<number, number>();
  for (const share of shares) {
    const from = Math.floor(wholePercentOf(share) / BIN_WIDTH) * BIN_WIDTH;
    bins.set(from, (bins.get(from) ?? 0) + 1);
  }
  if (bins.size === 0) return [];
  const [least, most] = [Math.min(...bins.keys()), Math.max(...bins.keys())];
  return Array.from({ length: (most - least) / BIN_WIDTH + 1 }, (_, index) => {
    const from = least + index * BIN_WIDTH;
    return { from, count: bins.get(from) ?? 0 };
  });
}
