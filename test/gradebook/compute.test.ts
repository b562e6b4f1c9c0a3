import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gradeOf, type StudentGrade } from '../../src/gradebook/compute.js';
import { explainLines } from '../../src/gradebook/explainText.js';
import type { StudentFacts, Terms, Work } from '../../src/gradebook/facts.js';
import { add, compare, lowest, ofBasisPoints, percentOf, ratio, sumOf, type Ratio } from '../../src/gradebook/ratio.js';
import { outcomeOf } from '../../src/gradebook/whatIf.js';
import { facts, homework, nothing, points, recorded, scored, terms } from './sample.js';

const shown = (share: Ratio | null): string | null => (share === null ? null : percentOf(share));
const exams = { midterm: recorded('90'), project: recorded('80') };

describe('a course’s grade', () => {
  it('weighs parts, takes penalties as the results do, and rounds once', () => {
    const four = terms(['hw1', 'hw2', 'hw3', 'hw4'].map((id) => homework(id)));
    const works = { hw1: scored('90.005'), hw2: scored('80'), hw3: scored('70'), hw4: scored('60') };
    // (87.30485 + 80 + 70 + 60) / 4 × 0.4 + 27 + 24
    const late = { ...works, hw1: scored('90.005', { penaltyBp: 300, penaltyHours: 3, status: 'penalized' }) };
    expect(gradeOf(facts(late, exams), four)).toMatchObject({ final: true, letter: 'B', missing: [], open: [] });
    expect(gradeOf(facts(late, exams), four).soFar).toEqual(lowest(ratio(80_730_485n, 100_000_000n)));
    expect(shown(gradeOf(facts(late, exams), four).soFar)).toBe('80.73');
    const ofMax = { ...four, penaltyBasis: 'max' } as const;
    expect(shown(gradeOf(facts(late, exams), ofMax).soFar)).toBe('80.70');
  });

  it('goes by the percentage before rounding for letters, and adds the curve before', () => {
    const one = terms([homework('hw1')]);
    const at = facts({ hw1: scored('99.98') }, { midterm: recorded('86.67'), project: recorded('86.67') });
    // 39.992 + 52.002
    expect(gradeOf(at, one)).toMatchObject({ letter: 'A-', soFar: lowest(ratio(91_994n, 100_000n)) });
    expect(shown(gradeOf(at, one).soFar)).toBe('91.99');
    expect(gradeOf(at, { ...one, curveBp: 1 })).toMatchObject({ letter: 'A', soFar: lowest(ratio(92_004n, 100_000n)) });
    expect(gradeOf({ ...at, decided: { letter: 'A+', seq: 9 } }, one)).toMatchObject({ letter: 'A+', decided: true });
  });

  it('drops the lowest, never the last one, and leaves excused work out with its weight', () => {
    const drop = { ...terms([homework('hw1'), homework('hw2')]) };
    const parts = drop.parts.map((part) => ({ ...part, dropLowest: part.title === 'Homework' ? 1 : 3 }));
    const grade = gradeOf(facts({ hw1: scored('100'), hw2: scored('20') }, exams), { ...drop, parts });
    expect(shown(grade.soFar)).toBe('91.00');
    expect(grade.parts[0]?.items.map(({ dropped }) => dropped)).toEqual([false, true]);
    const excused = { ...nothing, status: 'excused' } as const;
    expect(shown(gradeOf(facts({ hw1: scored('100'), hw2: excused }, exams), drop).soFar)).toBe('91.00');
    // Without homework, midterm and project weigh half each.
    expect(shown(gradeOf(facts({ hw1: excused, hw2: excused }, exams), drop).soFar)).toBe('85.00');
    expect(
      shown(
        gradeOf(
          facts(
            { hw1: scored('100'), hw2: scored('50') },
            { ...exams, midterm: recorded(null, { status: 'excused' }) },
          ),
          drop,
        ).soFar,
      ),
    ).toBe('77.14');
  });

  it('tells missing and open work apart from a zero, before the release and after', () => {
    const of = (released: boolean): Terms => terms([homework('hw1'), homework('hw2', { released })]);
    const works = { hw1: scored('0'), hw2: nothing };
    expect(gradeOf(facts(works, exams), of(true))).toMatchObject({ final: true, missing: ['hw2'], open: [] });
    const before = gradeOf(facts(works, exams), of(false));
    expect(before).toMatchObject({ final: false, letter: null, missing: [], open: ['hw2'] });
    expect([before.soFar, before.least, before.most].map(shown)).toEqual(['51.00', '51.00', '71.00']);
    const text = (grade: StudentGrade, by: Terms): string => explainLines(grade, by, 'Ann').join('\n');
    expect(text(gradeOf(facts(works, exams), of(true)), of(true))).toContain(
      'hw2: missing, which counts 0 of 100: nothing handed in',
    );
    expect(text(before, of(false))).toContain('hw2 is open: the course’s percentage will be between 51.00% and 71.00%');
    expect(gradeOf(facts(works), of(true))).toMatchObject({ final: false, open: ['midterm', 'project'] });
  });

  it('adds a written part from elsewhere under the same penalty, and keeps open checks open', () => {
    const one = terms([homework('hw1', { written: '5' })]);
    const late = scored('95', { penaltyBp: 1000, penaltyHours: 10 });
    const whole = facts({ hw1: late }, exams, {
      written: new Map([['hw1', recorded('3', { maxScore: points('5') })]]),
    });
    // 98 × 0.9 × 0.4 + 51
    expect(shown(gradeOf(whole, one).soFar)).toBe('86.28');
    const without = gradeOf(facts({ hw1: late }, exams), one);
    expect(without).toMatchObject({ final: false, open: ['hw1'] });
    expect([without.least, without.most].map(shown)).toEqual(['85.20', '87.00']);
    const broken = scored('0', { raw: null, open: { earned: points('50'), points: points('10') } });
    const open = gradeOf(facts({ hw1: broken }, exams), terms([homework('hw1')]));
    expect([open.least, open.most, open.soFar].map(shown)).toEqual(['71.00', '75.00', '73.22']);
  });

  it('is not final while the course’s file names nothing for a part', () => {
    const base = terms([homework('hw1')]);
    const unnamed = { ...base, parts: base.parts.map((part, index) => (index === 2 ? { ...part, items: [] } : part)) };
    const grade = gradeOf(facts({ hw1: scored('100') }, exams), unnamed);
    expect(grade).toMatchObject({ final: false, letter: null });
    expect([grade.least, grade.most].map(shown)).toEqual(['67.00', '97.00']);
  });

  it('finds who is near a cut-off, by exactly as much as is asked for', () => {
    const one = terms([homework('hw1')]);
    const grades = ['95', '91.5', '92.5', '91.49', '92.51', '10'].map((score, index) => {
      const exam = recorded(score);
      return gradeOf(
        { ...facts({ hw1: scored(score) }, { midterm: exam, project: exam }), student: `s${index + 1}` },
        one,
      );
    });
    const outcome = outcomeOf(grades, { letters: one.letters, moreBp: 0 }, 50);
    expect(outcome.near.map(({ student, letter }) => [student, letter])).toEqual([
      ['s3', 'A'],
      ['s2', 'A'],
    ]);
    expect(Object.fromEntries(outcome.letters)).toEqual({ A: 3, 'A-': 2, B: 0, below: 1 });
    expect(outcome.histogram.filter(({ count }) => count > 0)).toEqual([
      { from: 10, count: 1 },
      { from: 90, count: 4 },
      { from: 95, count: 1 },
    ]);
    expect(outcomeOf(grades, { letters: one.letters, moreBp: -100 }, 0).letters.get('A')).toBe(1);
  });
});

const score = fc.integer({ min: 0, max: 110_000_000 }).map((micro) => ({ units: BigInt(micro), decimals: 6 }));
const work = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(score, fc.integer({ min: 0, max: 10_000 }))
      .map(([raw, penaltyBp]): Work => ({ ...scored('0'), raw, penaltyBp })),
  },
  fc.constantFrom<Work>(
    nothing,
    { ...nothing, status: 'excused' },
    { ...nothing, status: 'on_time' },
    { ...nothing, open: { earned: points('3'), points: points('4') } },
  ),
);
const exam = fc.option(
  fc
    .tuple(score, fc.constantFrom('graded', 'ungraded', 'missing', 'excused'))
    .map(([value, status]) => recorded(null, { status, score: status === 'graded' ? value : null })),
  { nil: undefined },
);
const someTerms = fc
  .record({
    curveBp: fc.integer({ min: -500, max: 500 }),
    drop: fc.integer({ min: 0, max: 3 }),
    basis: fc.constantFrom('earned', 'max', 'cap'),
    released: fc.boolean(),
    written: fc.boolean(),
  })
  .map(({ curveBp, drop, basis, released, written }): Terms => {
    const items = ['a', 'b', 'c', 'd'].map((id) => homework(id, { released, written: written ? '7.5' : '0' }));
    const base = terms(items, { curveBp, penaltyBasis: basis });
    return { ...base, parts: base.parts.map((part, index) => (index === 0 ? { ...part, dropLowest: drop } : part)) };
  });
const student = fc
  .tuple(fc.record({ a: work, b: work, c: work, d: work }), exam, exam, exam)
  .map(([works, midterm, project, written]): StudentFacts => ({
    ...facts(works),
    elsewhere: new Map(
      Object.entries({ midterm, project }).flatMap(([id, value]) =>
        value === undefined ? [] : [[id, value] as const],
      ),
    ),
    written: written === undefined ? new Map() : new Map([['a', written]]),
  }));

describe('whatever a student has', () => {
  it('what each item adds, and the curve, sum to the percentage exactly, and that is rounded once', () => {
    fc.assert(
      fc.property(student, someTerms, (of, by) => {
        const { parts, soFar } = gradeOf(of, by);
        const added = parts.flatMap(({ items }) => items.flatMap(({ adds }) => adds ?? []));
        if (soFar === null) {
          expect(added).toEqual([]);
          return;
        }
        const sum = add(sumOf(added), ofBasisPoints(by.curveBp));
        expect(compare(sum, soFar)).toBe(0);
        // Halves up: at most half a unit of the last place away, and never above it.
        const [unit, value] = [ratio(1n, 20_000n), ratio(BigInt(percentOf(soFar).replace('.', '')), 10_000n)];
        expect(compare(add(soFar, unit), value) >= 0 && compare(soFar, add(value, unit)) < 0).toBe(true);
      }),
    );
  });

  it('the grade is between what it is at least and at most, and the three are one where nothing is open', () => {
    fc.assert(
      fc.property(student, someTerms, (of, by) => {
        const { soFar, least, most, final, open } = gradeOf(of, by);
        if (least === null || most === null) return;
        expect(compare(least, most)).toBeLessThanOrEqual(0);
        if (open.length > 0) return;
        expect([final, soFar, most]).toEqual([true, least, least]);
      }),
    );
  });

  it('another order of items or students changes nobody’s grade', () => {
    fc.assert(
      fc.property(student, someTerms, (of, by) => {
        const turned = {
          ...by,
          parts: by.parts.toReversed().map((part) => ({ ...part, items: part.items.toReversed() })),
        };
        const [one, other] = [gradeOf(of, by), gradeOf(of, turned)];
        expect([other.soFar, other.least, other.most, other.letter]).toEqual([
          one.soFar,
          one.least,
          one.most,
          one.letter,
        ]);
      }),
    );
  });

  it('another order of students changes no outcome', () => {
    const letters = terms([]).letters;
    fc.assert(
      fc.property(fc.array(student, { maxLength: 6 }), someTerms, fc.nat(5), (class_, by, turn) => {
        const grades = class_.map((one, index) => gradeOf({ ...one, student: `s${index}` }, by));
        const turned = [...grades.slice(turn), ...grades.slice(0, turn)];
        const [one, other] = [grades, turned].map((some) => outcomeOf(some, { letters, moreBp: 0 }, 50));
        expect({ ...other, letterOf: null }).toEqual({ ...one, letterOf: null });
      }),
    );
  });
});
