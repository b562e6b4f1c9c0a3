import type { Item, Letter, StudentFacts, Terms } from './facts.js';
import {
  add,
  compare,
  lowest,
  NOTHING,
  ofBasisPoints,
  over,
  ratio,
  shareOf,
  sumOf,
  times,
  WHOLE,
  type Ratio,
} from './ratio.js';
import { standingOf, type Standing } from './standing.js';

/** An item of one student in the course's grade. */
export interface ItemGrade {
  readonly item: Item;
  readonly standing: Standing;
  /** Of its own points; of what is graded, where some of it is open. Null where it is left out, or all of it is open. */
  readonly share: Ratio | null;
  /** Among the lowest that the part drops. */
  readonly dropped: boolean;
  /** What it adds to the course's percentage as that stands so far; null where it adds nothing. */
  readonly adds: Ratio | null;
}

export interface PartGrade {
  readonly title: string;
  readonly weightBp: number;
  readonly items: readonly ItemGrade[];
  /** So far; null where nothing of it counts yet. */
  readonly share: Ratio | null;
  /** Its weight among the parts that count so far; null as above. */
  readonly weight: Ratio | null;
}

export interface StudentGrade {
  readonly student: string;
  readonly parts: readonly PartGrade[];
  /** Of what is graded, curve included; null where nothing is. */
  readonly soFar: Ratio | null;
  /** If nothing that is open is earned, and if all of it is; both are `soFar` where nothing is open. */
  readonly least: Ratio | null;
  readonly most: Ratio | null;
  /** Whether nothing is open, so that `soFar` is the grade. */
  readonly final: boolean;
  /** What staff decided, else the table's; null while something is open, and below the table. */
  readonly letter: string | null;
  readonly decided: boolean;
  /** Items that count 0 because nothing, or a piece of them, was handed in. */
  readonly missing: readonly string[];
  readonly open: readonly string[];
}

/** The grade of one student: a function of its arguments alone. */
export function gradeOf(facts: StudentFacts, terms: Terms): StudentGrade {
  const { parts, letters, curveBp, penaltyBasis } = terms;
  const standings = parts.map(({ items }) =>
    items.map((item) => ({ item, standing: standingOf(item, facts, penaltyBasis) })),
  );
  const all = standings.flat();
  const curve = ofBasisPoints(curveBp);
  // A part that the course's file names nothing for counts as open.
  const whole = (choose: (standing: Standing) => Ratio | null, unnamed: Ratio | null): Whole => {
    const means = standings.map((items, index) => {
      const shares = items.map(({ standing }) => (standing.state === 'leftOut' ? null : choose(standing)));
      return meanOf(items.length === 0 ? [unnamed] : shares, parts[index]?.dropLowest ?? 0);
    });
    const weights = weightsOf(means, terms);
    const shares = means.flatMap(({ share }, index) => {
      const weight = weights[index];
      return share === null || weight == null ? [] : [times(share, weight)];
    });
    return { means, weights, share: shares.length === 0 ? null : add(sumOf(shares), curve) };
  };
  const so = whole(({ soFar }) => soFar, null);
  const open = all.filter(({ standing }) => standing.state === 'open').map(({ item }) => item.id);
  // A part of which nothing is known is no part that is done.
  const final = open.length === 0 && parts.every(({ items }) => items.length > 0) && so.share !== null;
  const soFar = lowestOf(so);
  const letter = facts.decided?.letter ?? (final && soFar !== null ? letterOf(soFar, letters) : null);
  return {
    student: facts.student,
    parts: parts.map(({ title, weightBp }, index) => {
      const mean = so.means[index] ?? NO_MEAN;
      const weight = so.weights[index] ?? null;
      const items = (standings[index] ?? []).map(({ item, standing }, place): ItemGrade => {
        const share = standing.state === 'leftOut' ? null : standing.soFar;
        const dropped = mean.dropped.has(place);
        const adds = share === null || dropped || weight === null ? null : over(times(share, weight), mean.counted);
        return { item, standing, share, dropped, adds };
      });
      return { title, weightBp, items, share: mean.share, weight };
    }),
    soFar,
    least: final ? soFar : lowestOf(whole(({ least, max }) => shareOf(least, max), NOTHING)),
    most: final ? soFar : lowestOf(whole(({ most, max }) => shareOf(most, max), WHOLE)),
    final,
    letter,
    decided: facts.decided !== null,
    missing: all
      .filter(({ standing }) => standing.pieces.some(({ state }) => state === 'missing'))
      .map(({ item }) => item.id),
    open,
  };
}

/** The letter of a percentage before any rounding; null below the table. */
export function letterOf(share: Ratio, letters: readonly Letter[]): string | null {
  return letters.find(({ fromBp }) => compare(share, ofBasisPoints(fromBp)) >= 0)?.letter ?? null;
}

interface Mean {
  /** Null where nothing counts. */
  readonly share: Ratio | null;
  readonly counted: number;
  /** By place. */
  readonly dropped: ReadonlySet<number>;
}

const NO_MEAN: Mean = { share: null, counted: 0, dropped: new Set() };

interface Whole {
  readonly means: readonly Mean[];
  readonly weights: readonly (Ratio | null)[];
  readonly share: Ratio | null;
}

function lowestOf({ share }: Whole): Ratio | null {
  return share === null ? null : lowest(share);
}

/** Of what counts, the lowest ones left out; of equal ones the later is dropped, and one always stays. */
function meanOf(shares: readonly (Ratio | null)[], dropLowest: number): Mean {
  const counting = shares.flatMap((share, place) => (share === null ? [] : [{ share, place }]));
  if (counting.length === 0) return NO_MEAN;
  const drop = Math.min(dropLowest, counting.length - 1);
  const ordered = [...counting].sort((a, b) => compare(a.share, b.share) || b.place - a.place);
  const kept = ordered.slice(drop).map(({ share }) => share);
  const dropped = new Set(ordered.slice(0, drop).map(({ place }) => place));
  return { share: over(sumOf(kept), kept.length), counted: kept.length, dropped };
}

/** Each part's share of the weights of those that count: where all of a part is excused, the others share its weight. */
function weightsOf(means: readonly Mean[], { parts }: Terms): (Ratio | null)[] {
  const counts = (index: number): boolean => means[index]?.share != null;
  const sum = parts.reduce((total, { weightBp }, index) => total + (counts(index) ? weightBp : 0), 0);
  return parts.map(({ weightBp }, index) => (counts(index) && sum > 0 ? ratio(BigInt(weightBp), BigInt(sum)) : null));
}
