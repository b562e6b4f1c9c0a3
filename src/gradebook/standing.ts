import { minus, plus, type Decimal } from '../late/decimal.js';
import { finalScore } from '../late/score.js';
import type { LatePolicy } from '../late/policy.js';
import type { Item, RecordedScore, StudentFacts, Work } from './facts.js';
import { shareOf, type Ratio } from './ratio.js';

const ZERO: Decimal = { units: 0n, decimals: 0 };

/** One thing of which an item consists, and what is known of it. */
export interface Piece {
  readonly name: 'automatic' | 'written' | 'whole';
  readonly state: 'scored' | 'open' | 'missing' | 'excused';
  readonly earned: Decimal;
  /** Neither earned nor lost. */
  readonly open: Decimal;
  readonly max: Decimal;
  /** Why it is not scored. */
  readonly why: string | null;
  readonly seq: number | null;
}

/**
 * Where a student stands with an item. `scored`: nothing of it is open. `missing`: nothing of it was handed in, which
 * counts 0 and is always told. `leftOut`: excused, or worth nothing.
 */
export interface Standing {
  readonly state: 'scored' | 'open' | 'missing' | 'leftOut';
  readonly pieces: readonly Piece[];
  readonly penaltyBp: number;
  readonly penaltyHours: number;
  /** After the penalty: what is sure, and what it comes to if all that is open is earned. */
  readonly least: Decimal;
  readonly most: Decimal;
  readonly max: Decimal;
  /** Of what is graded alone; null where that is nothing. */
  readonly soFar: Ratio | null;
}

/** @param basis of which late penalties are taken, as the results take them. */
export function standingOf(item: Item, facts: StudentFacts, basis: LatePolicy['penaltyBasis']): Standing {
  const work = facts.works.get(item.id);
  const pieces = piecesOf(item, facts, work).filter(({ max }) => max.units > 0n);
  const counted = pieces.filter(({ state }) => state !== 'excused');
  const { penaltyBp, penaltyHours } = item.kind === 'assignment' && work !== undefined ? work : UNPUNISHED;
  const sumOf = (name: 'earned' | 'open' | 'max'): Decimal =>
    counted.reduce((sum, piece) => (piece[name].units === 0n ? sum : plus(sum, piece[name])), ZERO);
  const [earned, open, max] = [sumOf('earned'), sumOf('open'), sumOf('max')];
  if (max.units === 0n) {
    return { state: 'leftOut', pieces, penaltyBp, penaltyHours, least: ZERO, most: ZERO, max, soFar: null };
  }
  const least = finalScore(earned, max, penaltyBp, basis);
  if (open.units === 0n) {
    const state = counted.every((piece) => piece.state === 'missing') ? 'missing' : 'scored';
    return { state, pieces, penaltyBp, penaltyHours, least, most: least, max, soFar: shareOf(least, max) };
  }
  const graded = minus(max, open);
  const most = finalScore(plus(earned, open), max, penaltyBp, basis);
  const soFar = graded.units > 0n ? shareOf(finalScore(earned, graded, penaltyBp, basis), graded) : null;
  return { state: 'open', pieces, penaltyBp, penaltyHours, least, most, max, soFar };
}

const UNPUNISHED = { penaltyBp: 0, penaltyHours: 0 } as const;

function piecesOf(item: Item, { elsewhere, written }: StudentFacts, work: Work | undefined): Piece[] {
  if (item.kind === 'elsewhere') return [recordedPiece('whole', elsewhere.get(item.id))];
  const { writtenPoints, checkedPoints, released } = item;
  const own = automaticPiece(work, checkedPoints, released);
  if (own.state === 'excused' || writtenPoints.units === 0n) return [own];
  return [own, writtenPiece(written.get(item.id), own, writtenPoints)];
}

/** One shape for all of them: there are two for each student and assignment. */
function pieceOf(about: Pick<Piece, 'name' | 'state' | 'max' | 'why' | 'seq'>, earned = ZERO, open = ZERO): Piece {
  const { name, state, max, why, seq } = about;
  return { name, state, earned, open, max, why, seq };
}

function automaticPiece(work: Work | undefined, max: Decimal, released: boolean): Piece {
  const name = 'automatic';
  const seq = work?.seq ?? null;
  if (work?.status === 'excused') return pieceOf({ name, state: 'excused', max, why: 'excused', seq });
  if (work?.open) {
    const { earned, points } = work.open;
    return pieceOf({ name, state: 'open', max, why: 'checks could not be completed', seq }, earned, points);
  }
  if (work?.raw) return pieceOf({ name, state: 'scored', max, why: null, seq }, work.raw);
  const nothing = work === undefined ? NOTHING_COUNTS.none : NOTHING_COUNTS[work.status];
  if (nothing === undefined) return pieceOf({ name, state: 'open', max, why: 'not graded yet', seq }, ZERO, max);
  return released
    ? pieceOf({ name, state: 'missing', max, why: nothing, seq })
    : pieceOf({ name, state: 'open', max, why: `${nothing} yet`, seq }, ZERO, max);
}

const NOTHING_COUNTS: Readonly<Record<string, string>> & { readonly none: string } = {
  none: 'nothing handed in',
  rejected: 'nothing handed in before the last moment',
  invalid: 'nothing handed in that can be graded',
};

/** What nobody handed in has no written part to be graded either, unless a file says that it was. */
function writtenPiece(recorded: RecordedScore | undefined, own: Piece, max: Decimal): Piece {
  if (recorded === undefined && own.state === 'missing') {
    return pieceOf({ name: 'written', state: 'missing', max, why: own.why, seq: own.seq });
  }
  // The maximum is the assignment's: the import has seen to it that the file's is the same.
  return recordedPiece('written', recorded, max);
}

function recordedPiece(name: Piece['name'], recorded: RecordedScore | undefined, ownMax?: Decimal): Piece {
  const max = ownMax ?? recorded?.maxScore ?? ONE;
  const seq = recorded?.seq ?? null;
  switch (recorded?.status) {
    case 'graded':
      return pieceOf({ name, state: 'scored', max, why: null, seq }, recorded.score ?? ZERO);
    case 'missing':
      return pieceOf({ name, state: 'missing', max, why: 'nothing handed in', seq });
    case 'excused':
      return pieceOf({ name, state: 'excused', max, why: 'excused', seq });
    case 'ungraded':
      return pieceOf({ name, state: 'open', max, why: 'not graded yet', seq }, ZERO, max);
    case undefined:
      return pieceOf({ name, state: 'open', max, why: 'no score recorded yet', seq }, ZERO, max);
  }
}

/** Of what nobody knows the points yet. */
const ONE: Decimal = { units: 1n, decimals: 0 };
