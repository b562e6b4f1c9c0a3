import type { Decimal } from '../late/decimal.js';
import type { ChargeStatus } from '../late/ledger.js';
import type { LatePolicy } from '../late/policy.js';

/** Something that counts towards a part of the course's grade. */
export type Item =
  | {
      readonly kind: 'assignment';
      readonly id: string;
      readonly title: string;
      /** Of all of it, what people grade included. */
      readonly maxScore: Decimal;
      /** Of what checks grade. */
      readonly checkedPoints: Decimal;
      /** Of what people grade; 0 where that is nothing. */
      readonly writtenPoints: Decimal;
      /** Whether its grades are released: what was not handed in by then is missing, before it may still come. */
      readonly released: boolean;
    }
  | { readonly kind: 'elsewhere'; readonly id: string; readonly title: string };

/** A part of the course's grade. */
interface Part {
  readonly title: string;
  readonly weightBp: number;
  /** So many of the lowest items of each student do not count. */
  readonly dropLowest: number;
  readonly items: readonly Item[];
}

export interface Letter {
  readonly letter: string;
  readonly fromBp: number;
}

/** How a course's grade comes about. */
export interface Terms {
  readonly parts: readonly Part[];
  /** From the best on. */
  readonly letters: readonly Letter[];
  /** Added to everybody's percentage before letters. */
  readonly curveBp: number;
  readonly penaltyBasis: LatePolicy['penaltyBasis'];
}

/** What the ledger says of one student and one assignment. */
export interface Work {
  readonly status: ChargeStatus;
  /** Of what checks grade, before any penalty; null where nothing counts, is graded, or points are open. */
  readonly raw: Decimal | null;
  /** Where checks could not be completed. */
  readonly open: { readonly earned: Decimal; readonly points: Decimal } | null;
  readonly penaltyBp: number;
  readonly penaltyHours: number;
  /** Of the grade. */
  readonly seq: number | null;
}

/** What a file said of one student, and the event that recorded it. */
export interface RecordedScore {
  readonly status: 'graded' | 'ungraded' | 'missing' | 'excused';
  /** Where `graded`. */
  readonly score: Decimal | null;
  readonly maxScore: Decimal;
  readonly source: string;
  readonly seq: number;
}

/** All that is known of one student's course. */
export interface StudentFacts {
  readonly student: string;
  readonly works: ReadonlyMap<string, Work>;
  /** By item. */
  readonly elsewhere: ReadonlyMap<string, RecordedScore>;
  /** Of assignments' written parts, by assignment. */
  readonly written: ReadonlyMap<string, RecordedScore>;
  /** What staff decided, whatever the percentage. */
  readonly decided: { readonly letter: string; readonly seq: number } | null;
}
