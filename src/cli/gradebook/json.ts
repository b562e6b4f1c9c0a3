import { formatDecimal, type Decimal } from '../../late/decimal.js';
import type { ItemGrade } from '../../gradebook/compute.js';
import { fractionText, percentOf, type Ratio } from '../../gradebook/ratio.js';
import { scoreCell, type GradeRow } from '../../gradebook/tables.js';
import type { Outcome } from '../../gradebook/whatIf.js';
import type { Gradebook } from '../../ledger/questions/gradebook.js';

/** A gradebook for programs: shares as fractions, which are exact, and as percentages, which are rounded once. */
export function bookJson({ rows, withdrawn, asOfSeq, terms }: Gradebook, anonymous: boolean): object {
  return {
    asOfSeq,
    curveBp: terms.curveBp,
    letters: terms.letters,
    students: rows.map((row) => gradeJson(row, anonymous)),
    withdrawn: anonymous ? withdrawn.length : withdrawn.map(({ student }) => student),
  };
}

/** Where it is anonymous, nothing leads back: no key, no name, no event. */
export function gradeJson({ person, grade }: GradeRow, anonymous: boolean): object {
  const { soFar, least, most, final, letter, decided, missing, open, parts } = grade;
  return {
    ...(anonymous ? {} : person),
    ...{ percent: shareJson(soFar), atLeast: shareJson(least), atMost: shareJson(most) },
    ...{ final, letter, decided, missing, open },
    parts: parts.map(({ title, weightBp, weight, share, items }) => ({
      ...{ title, weightBp, weight: weight === null ? null : fractionText(weight), percent: shareJson(share) },
      items: items.map((item) => itemJson(item, anonymous)),
    })),
  };
}

function itemJson(one: ItemGrade, anonymous: boolean): object {
  const { item, standing, share, dropped, adds } = one;
  const cell = scoreCell(one);
  return {
    id: item.id,
    state: standing.state,
    score: 'score' in cell ? cell.score : null,
    maxScore: decimalText(standing.max),
    penaltyBp: standing.penaltyBp,
    ...{ percent: shareJson(share), dropped, adds: adds === null ? null : fractionText(adds) },
    pieces: standing.pieces.map(({ name, state, earned, open, max, why, seq }) => ({
      ...{ name, state, earned: decimalText(earned), open: decimalText(open), max: decimalText(max), why },
      ...(anonymous ? {} : { event: seq }),
    })),
  };
}

export function outcomeJson({ letters, histogram, near, notFinal }: Outcome, anonymous: boolean): object {
  return {
    letterCounts: Object.fromEntries(letters),
    histogram,
    near: near.map(({ student, letter, fromBp, above }) => ({
      ...(anonymous ? {} : { student }),
      ...{ letter, fromBp, above: shareJson(above) },
    })),
    notFinal,
  };
}

function shareJson(share: Ratio | null): { readonly exact: string; readonly shown: string } | null {
  return share === null ? null : { exact: fractionText(share), shown: percentOf(share) };
}

function decimalText(value: Decimal): string {
  return formatDecimal(value, value.decimals);
}
