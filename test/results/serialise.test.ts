import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toPoints } from '../../src/course/points.js';
import { checkGradeSchema, type CheckGrade } from '../../src/grade/grade.js';
import { gradescopeResultsSchema, writtenResultsSchema } from '../../src/results/gradescope.js';
import { renderReport } from '../../src/results/report.js';
import { serialiseResults } from '../../src/results/serialise.js';
import { toResults } from '../../src/results/toResults.js';
import { hostile } from './hostile.js';
import { sampleAssignment, sampleCheck, sampleGrade } from './sampleGrade.js';

const { visibility, status } = checkGradeSchema.shape;
const checks = fc.array(
  fc.record({
    id: hostile,
    title: hostile,
    question: fc.constantFrom('1', '2', '?'),
    visibility: fc.constantFrom(...visibility.options),
    status: fc.constantFrom(...status.options),
    earnedMicroPoints: fc.integer({ min: -10_000_000, max: 100_000_000 }),
    maxMicroPoints: fc.nat(100_000_000),
    message: hostile,
    expected: hostile,
    got: hostile,
    hint: hostile,
    staffLog: hostile,
    wallMs: fc.nat(),
  }),
  { maxLength: 12 },
);

describe('serialiseResults', () => {
  it('keeps every score and stays readable, whatever the texts are', () => {
    fc.assert(
      fc.property(checks, hostile, fc.dictionary(hostile, hostile), (given, text, packages) => {
        const base = sampleGrade();
        const grade = sampleGrade({
          checks: given,
          sentence: text,
          notes: [text],
          cells: [{ index: 0, number: 1, status: 'error', error: { name: text, text }, outputCut: true, wallMs: 1 }],
          environment: { ...base.environment, packages },
        });
        const written = serialiseResults(toResults(grade, sampleAssignment));
        expect(written.isWellFormed()).toBe(true);
        expect(written).not.toMatch(/\\u0000|\\ud[89a-f]|\0|null|NaN|Infinity/i);
        const results = gradescopeResultsSchema.parse(JSON.parse(written));
        const scores = (results.tests ?? []).flatMap(({ score }) => (score == null ? [] : [score]));
        const wanted = given
          .filter((check) => check.status !== 'broken')
          .map((check) => toPoints(check.earnedMicroPoints));
        expect(scores.sort((a, b) => a - b)).toEqual(wanted.sort((a, b) => a - b));
        expect(results.score).toBe(toPoints(wanted.reduce((sum, score) => sum + Math.round(score * 1e6), 0)));
        expect(renderReport(grade, { colour: false })).not.toMatch(/[^\P{Cc}\n\t]/u);
      }),
      { numRuns: 200 },
    );
  });

  it('is read by Python as strict JSON in UTF-8', () => {
    const nasty = '\ud800\0\x1b[31m\u202e"\\\u2028😀';
    const text = serialiseResults(
      toResults(sampleGrade({ checks: [sampleCheck({ message: nasty })], sentence: nasty }), sampleAssignment),
    );
    const program = [
      'import json, sys',
      'def refuse(word): raise ValueError(word)',
      'd = json.loads(sys.stdin.buffer.read().decode("utf-8"), parse_constant=refuse)',
      'json.dumps(d, allow_nan=False, ensure_ascii=False).encode("utf-8")',
      'print(d["tests"][0]["output"].encode("unicode_escape").decode())',
    ].join('\n');
    const read = execFileSync('python3', ['-I', '-c', program], { input: text, encoding: 'utf8' });
    expect(read.trim()).toBe('\\ufffd"\\\\\\n  \\U0001f600');
  });

  const large = (count: number, unit: string): CheckGrade[] =>
    Array.from({ length: count }, (_, index) => {
      return sampleCheck({
        id: `1.${index}`,
        title: unit.repeat(50),
        message: unit.repeat(200_000),
        got: unit.repeat(200_000),
      });
    });

  it.each([
    [1, 'x'],
    [60, 'x'],
    [500, '"'],
    [500, '€'],
  ])('holds %i tests full of %j in 1 MB, visibly cut', (count, unit) => {
    const written = serialiseResults(toResults(sampleGrade({ checks: large(count, unit) }), sampleAssignment));
    expect(Buffer.byteLength(written)).toBeLessThanOrEqual(1_000_000);
    const results = writtenResultsSchema.parse(JSON.parse(written));
    const scored = results.tests.filter(({ score }) => score !== undefined);
    expect(scored).toHaveLength(count);
    expect(results.score).toBe(2 * count);
    for (const { output } of scored) {
      expect(output?.length).toBeLessThanOrEqual(100_000);
      expect(output).toContain('characters left out');
    }
  });

  it('refuses numbers that are not finite, instead of writing null', () => {
    const results = toResults(sampleGrade(), sampleAssignment);
    for (const wrong of [Number.NaN, Infinity]) {
      expect(() => serialiseResults({ ...results, score: wrong })).toThrow(/wrong at “score”.*Operator/);
      expect(() =>
        serialiseResults({ ...results, tests: [{ name: 't', visibility: 'visible', score: wrong }] }),
      ).toThrow(/tests\.0\.score/);
      expect(() => serialiseResults({ ...results, extra_data: { deep: [wrong] } })).toThrow(/extra_data/);
    }
  });
});
