import type { BatchRow } from '../../src/batch/gradeTables.js';
import type { BatchItem } from '../../src/batch/items.js';
import type { ItemEnd } from '../../src/batch/runFolder.js';
import type { CheckGrade, Grade } from '../../src/grade/grade.js';
import { sampleGrade } from '../results/sampleGrade.js';

/** A student of a run, known by name, number and address. */
export function item(name: string, changes: Partial<BatchItem> = {}): BatchItem {
  const people = [{ name, email: `${name.toLowerCase()}@example.edu`, sid: `00${name.length}` }];
  const notebook = { path: 'hw.ipynb', blob: 'a'.repeat(64), digest: `sha256:${'b'.repeat(64)}` };
  const createdAt = '2027-01-02T03:04:05.000000Z';
  return { key: name, submissionId: name, people, createdAt, notebook, problem: null, note: null, ...changes };
}

/** A graded submission: a check a letter of `verdicts`, worth 1 point each: `p`assed, `f`ailed, `b`roken. */
function graded(verdicts: string, changes: Partial<Grade> = {}): ItemEnd {
  const statuses = { p: 'passed', f: 'failed', b: 'broken' } as const;
  const checks = Array.from(verdicts, (letter, index): CheckGrade => {
    const status = statuses[letter as keyof typeof statuses];
    return {
      id: `1.${index + 1}`,
      title: `check ${index + 1}`,
      question: '1',
      visibility: 'visible',
      status,
      earnedMicroPoints: status === 'passed' ? 1_000_000 : 0,
      maxMicroPoints: 1_000_000,
      message: '',
      wallMs: 1,
    };
  });
  const earnedMicroPoints = checks.reduce((sum, check) => sum + check.earnedMicroPoints, 0);
  const outcome = verdicts.includes('f') || verdicts.includes('b') ? 'failed' : 'passed';
  const blame = verdicts.includes('b') ? 'course' : outcome === 'passed' ? null : 'student';
  const sums = { earnedMicroPoints, maxMicroPoints: checks.length * 1_000_000 };
  return { kind: 'graded', grade: sampleGrade({ outcome, blame, checks, cells: [], ...sums, ...changes }) };
}

export function row(name: string, verdicts: string, changes: Partial<Grade> = {}): BatchRow {
  return [item(name), graded(verdicts, changes)];
}
