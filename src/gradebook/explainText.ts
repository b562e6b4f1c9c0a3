import { minus, plus, shortDecimal } from '../late/decimal.js';
import type { LatePolicy } from '../late/policy.js';
import { percent } from '../late/wording.js';
import type { ItemGrade, PartGrade, StudentGrade } from './compute.js';
import type { Letter, Terms } from './facts.js';
import { compare, exactPercentOf, ofBasisPoints, percentOf, subtract } from './ratio.js';
import type { Piece } from './standing.js';

/** How a student's percentage came about, a line a number, down to the events. What is added up is exact. */
export function explainLines(grade: StudentGrade, terms: Terms, who: string): string[] {
  const { parts, soFar } = grade;
  const { curveBp, letters } = terms;
  if (soFar === null) return [`${who}: nothing is graded yet.`, ...parts.flatMap((part) => partLines(part, terms))];
  const curve = curveBp === 0 ? [] : [`Curve for everybody: ${signed(curveBp)}.`];
  const counted = parts.filter(({ share }) => share !== null);
  const spread =
    counted.length < parts.length
      ? ['Parts without any graded work are left out; the others’ weights are scaled to 100%.']
      : [];
  return [
    `${who}: ${percentOf(soFar)}% of the course${grade.final ? '' : ' so far'}${letterWords(grade)}.`,
    ...parts.flatMap((part) => partLines(part, terms)),
    ...spread,
    ...curve,
    `Together, before the one rounding: ${exactPercentOf(soFar)}%.`,
    ...openLines(grade),
    ...(grade.final ? cutOffLines(grade, letters) : []),
  ];
}

function letterWords({ letter, decided, final }: StudentGrade): string {
  if (letter !== null) return `, ${letter}${decided ? ' (decided by course staff)' : ''}`;
  return final ? ', below the last letter of the table' : '';
}

function partLines({ title, weightBp, items, share, weight }: PartGrade, terms: Terms): string[] {
  const weighs =
    weight === null || compare(weight, ofBasisPoints(weightBp)) === 0
      ? percent(weightBp)
      : `${percent(weightBp)}, now ${exactPercentOf(weight)}%`;
  const mean = share === null ? 'nothing counts yet' : `${exactPercentOf(share)}%`;
  return [
    `${title} (${weighs}): ${mean}`,
    ...(items.length === 0 ? ['  course.yaml does not say yet what it consists of'] : []),
    ...items.map((item) => `  ${item.item.id}: ${itemText(item, terms)}`),
  ];
}

function itemText({ item, standing, share, dropped, adds }: ItemGrade, { penaltyBasis }: Terms): string {
  const { state, pieces, penaltyBp, penaltyHours, least, max } = standing;
  if (state === 'leftOut') {
    const why = pieces.some((piece) => piece.state === 'excused') ? 'excused' : 'worth no points';
    return `${why}${eventsOf(pieces)}: left out`;
  }
  const named = pieces.map((piece) => pieceText(piece, item.kind === 'assignment' && pieces.length > 1));
  const earned = pieces.reduce((sum, piece) => plus(sum, piece.earned), { units: 0n, decimals: 0 });
  const sum = pieces.length > 1 && state === 'scored' ? ` = ${shortDecimal(earned)} of ${shortDecimal(max)}` : '';
  const late =
    penaltyBp === 0 || state === 'missing'
      ? ''
      : `; −${percent(penaltyBp)} ${BASIS[penaltyBasis]} for ${penaltyHours} late hours beyond the budget: ${shortDecimal(least)}`;
  const part = share === null ? '' : `; ${exactPercentOf(share)}%${state === 'open' ? ' of what is graded' : ''}`;
  const counts = dropped
    ? '; one of the lowest, which do not count'
    : adds === null
      ? '; not counted yet'
      : `; adds ${exactPercentOf(adds)}`;
  return `${named.join(' + ')}${sum}${late}${part}${counts}`;
}

const BASIS: Readonly<Record<LatePolicy['penaltyBasis'], string>> = {
  earned: 'of what was earned',
  max: 'of the maximum',
  cap: 'off the highest score that can be had',
};

function pieceText(piece: Piece, isNamed: boolean): string {
  const { name, state, earned, open, max, why } = piece;
  const what = isNamed ? `${name} ` : '';
  const from = eventsOf([piece]);
  switch (state) {
    case 'scored':
      return `${what}${shortDecimal(earned)} of ${shortDecimal(max)}${from}`;
    case 'missing':
      return `${what}missing, which counts 0 of ${shortDecimal(max)}: ${why ?? ''}${from}`;
    case 'excused':
      return `${what}excused${from}`;
    case 'open': {
      const isAll = minus(max, open).units === 0n;
      const still = `${shortDecimal(open)} of ${shortDecimal(max)} points open: ${why ?? ''}${from}`;
      // Of what a file has not named yet, nobody knows the points.
      if (name === 'whole') return `open: ${why ?? ''}${from}`;
      return isAll ? `${what}${still}` : `${what}${shortDecimal(earned)} so far, ${still}`;
    }
  }
}

function eventsOf(pieces: readonly Piece[]): string {
  const seqs = pieces.flatMap(({ seq }) => seq ?? []);
  return seqs.length === 0 ? '' : ` [event ${seqs.join(', ')}]`;
}

function openLines({ final, open, least, most }: StudentGrade): string[] {
  if (final || least === null || most === null) return [];
  const what = open.length === 0 ? 'A part of the course' : open.join(', ');
  const verb = open.length > 1 ? 'are' : 'is';
  return [
    `${what} ${verb} open: the course’s percentage will be between ${percentOf(least)}% and ${percentOf(most)}%, and has no letter yet.`,
  ];
}

/** The cut-offs above and below. */
function cutOffLines({ soFar, decided }: StudentGrade, letters: readonly Letter[]): string[] {
  if (soFar === null || decided) return [];
  const above = letters.findLast(({ fromBp }) => compare(soFar, ofBasisPoints(fromBp)) < 0);
  const reached = letters.find(({ fromBp }) => compare(soFar, ofBasisPoints(fromBp)) >= 0);
  const texts = [
    ...(reached === undefined ? [] : [`${reached.letter} begins at ${percent(reached.fromBp)}`]),
    ...(above === undefined
      ? []
      : [
          `${above.letter} at ${percent(above.fromBp)}, ${exactPercentOf(subtract(ofBasisPoints(above.fromBp), soFar))} more`,
        ]),
  ];
  return texts.length === 0 ? [] : [`${texts.join('; ')}. Letters go by the percentage before rounding.`];
}

function signed(bp: number): string {
  return bp < 0 ? `−${percent(-bp)}` : `+${percent(bp)}`;
}
