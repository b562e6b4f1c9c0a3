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
  const common = { pieces, penaltyBp, penaltyHours, max };
  if (max.units === 0n) return { ...common, state: 'leftOut', least: ZERO, most: ZERO, soFar: null };
  const [graded, least] = [minus(max, open), finalScore(earned, max, penaltyBp, basis)];
  const isOpen = open.units > 0n;
  return {
    ...common,
    state: counted.every(({ state }) => state === 'missing') ? 'missing' : isOpen ? 'open' : 'scored',
    least,
    most: isOpen ? finalScore(plus(earned, open), max, penaltyBp, basis) : least,
    soFar: graded.units <= 0n ? null : shareOf(isOpen ? finalScore(earned, graded, penaltyBp, basis) : least, graded),
  };
}

const UNPUNISHED = { penaltyBp: 0, penaltyHours: 0 } as const;

function piecesOf(item: Item, { elsewhere, written }: StudentFacts, work: Work | undefined): Piece[] {
  if (item.kind === 'elsewhere') return [recordedPiece('whole', elsewhere.get(item.id))];
  const { writtenPoints, maxScore, released } = item;
  const own = automaticPiece(work, minus(maxScore, writtenPoints), released);
  if (own.state === 'excused') return [own];
  return [own, writtenPiece(written.get(item.id), own, writtenPoints)];
}

function automaticPiece(work: Work | undefined, max: Decimal, released: boolean): Piece {
  const piece = { name: 'automatic', earned: ZERO, open: ZERO, max, why: null, seq: work?.seq ?? null } as const;
  if (work?.status === 'excused') return { ...piece, state: 'excused', why: 'excused' };
  if (work?.open) {
    const { earned, points } = work.open;
    return { ...piece, state: 'open', earned, open: points, why: 'checks could not be completed' };
  }
  if (work?.raw) return { ...piece, state: 'scored', earned: work.raw };
  const nothing = work === undefined ? NOTHING_COUNTS.none : NOTHING_COUNTS[work.status];
  if (nothing === undefined) return { ...piece, state: 'open', open: max, why: 'not graded yet' };
  return released
    ? { ...piece, state: 'missing', why: nothing }
    : { ...piece, state: 'open', open: max, why: `${nothing} yet` };
}

const NOTHING_COUNTS: Readonly<Record<string, string>> & { readonly none: string } = {
  none: 'nothing handed in',
  rejected: 'nothing handed in before the last moment',
  invalid: 'nothing handed in that can be graded',
};

/** What nobody handed in has no written part to be graded either, unless a file says that it was. */
function writtenPiece(recorded: RecordedScore | undefined, own: Piece, max: Decimal): Piece {
  if (recorded === undefined && own.state === 'missing') return { ...own, name: 'written', max };
  // The file's maximum is the assignment's: the import has seen to that.
  return { ...recordedPiece('written', recorded, max), max };
}

function recordedPiece(name: Piece['name'], recorded: RecordedScore | undefined, unknownMax = ONE): Piece {
  const max = recorded?.maxScore ?? unknownMax;
  const piece = { name, earned: ZERO, open: ZERO, max, seq: recorded?.seq ?? null } as const;
  switch (recorded?.status) {
    case 'graded':
      return { ...piece, state: 'scored', earned: recorded.score ?? ZERO, why: null };
    case 'missing':
      return { ...piece, state: 'missing', why: 'nothing handed in' };
    case 'excused':
      return { ...piece, state: 'excused', why: 'excused' };
    case 'ungraded':
      return { ...piece, state: 'open', open: max, why: 'not graded yet' };
    case undefined:
      return { ...piece, state: 'open', open: max, why: 'no score recorded yet' };
  }
}

/** Of what nobody knows the points yet. */
const ONE: Decimal = { units: 1n, decimals: 0 };
