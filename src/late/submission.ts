import type { Decimal } from './decimal.js';
import type { EpochMicros } from './instant.js';

/** What an open grade says. */
export interface OpenScore {
  readonly earned: Decimal;
  /** What the checks that could not be completed are worth. */
  readonly points: Decimal;
  readonly seq: number;
}

/** A submission as far as the events say so far. */
export interface Submission {
  readonly id: string;
  readonly assignment: string;
  /** Who hands it in, as far as the events say so far. */
  students: readonly string[];
  readonly seq: number;
  /** The events by which people joined after it was received. */
  readonly joined: Map<string, number>;
  /** When it was made: as received, or as corrected. */
  at: EpochMicros;
  correctedSeq: number | null;
  voided: boolean;
  ungradable: boolean;
  /** The newest score; a later `ungradable` does not erase it, for a frozen assignment goes on showing it. */
  rawScore: Decimal | null;
  gradedSeq: number | null;
  /** Of the newest grading, where it left points open. A score from before stands all the same. */
  open: OpenScore | null;
}
