import { expect } from 'vitest';
import { parseDocument } from '../../src/late/document.js';
import { readInstant, type EpochMicros } from '../../src/late/instant.js';
import { lateRecord, type LateRecord } from '../../src/late/lateRecord.js';
import { gradescopeResultsSchema, type GradescopeResults } from '../../src/results/gradescope.js';
import type { Late } from '../../src/results/late.js';
import { lateDataSchema, type LateData } from '../../src/results/lateData.js';
import { serialiseResults } from '../../src/results/serialise.js';
import { toResults } from '../../src/results/toResults.js';
import { sampleAssignment, sampleCheck, sampleGrade } from './sampleGrade.js';

export const HOMEWORKS = [
  { id: 'hw1', dueLocal: '2026-02-10T23:59:00', timeZone: 'America/New_York', maxScore: '100' },
  { id: 'hw2', dueLocal: '2026-02-24T23:59:00', timeZone: 'America/New_York', maxScore: '100' },
];

/** Events in the order in which a test names them; `fromStart` begins anew. */
let seq = 0;
export function fromStart(): void {
  seq = 0;
}

export const handedIn = (submissionId: string, assignment: string, createdAt: string, students = ['ann']): object => {
  return { seq: ++seq, type: 'submission_received', submissionId, assignment, students, createdAt };
};
export const graded = (submissionId: string, rawScore: string): object => {
  return { seq: ++seq, type: 'submission_graded', submissionId, rawScore, status: 'graded' };
};
export const unreadable = (submissionId: string): object => {
  return { seq: ++seq, type: 'submission_graded', submissionId, rawScore: null, status: 'ungradable' };
};

/** hw1 is 115 hours late, hw2 eight: 90 points. */
export function spent(): object[] {
  fromStart();
  return [
    handedIn('1001', 'hw1', '2026-02-15T18:59:00-05:00'),
    graded('1001', '80'),
    handedIn('2001', 'hw2', '2026-02-25T07:59:00-05:00'),
    graded('2001', '90'),
  ];
}

export function at(text: string): EpochMicros {
  const instant = readInstant(text);
  if (typeof instant !== 'number') throw new RangeError(text);
  return instant;
}

interface Asked {
  readonly events: readonly object[];
  readonly policy?: object;
  readonly students?: readonly string[];
  readonly submissionId?: string;
  readonly now?: string;
  readonly dues?: readonly string[];
  readonly assignments?: readonly object[];
}

export function record({
  events,
  policy = {},
  students = ['ann', 'bob'],
  assignments = HOMEWORKS,
  ...rest
}: Asked): LateRecord {
  const { submissionId = '2001', now = '2026-03-01T00:00:00Z', dues = [] } = rest;
  const input = parseDocument({ policy, students, assignments, events });
  const found = lateRecord(input, { submissionId, policySeq: 3, at: at(now), platformDues: dues.map(at) });
  if (found === undefined) throw new RangeError(`${submissionId} was never received`);
  return found;
}

/** The document of a submission whose tests add up to 90. */
export function documentOf(late: Late): GradescopeResults {
  const checks = [sampleCheck({ earnedMicroPoints: 90_000_000, maxMicroPoints: 100_000_000 })];
  const results = toResults(sampleGrade({ checks }), sampleAssignment, { late });
  const parsed = JSON.parse(serialiseResults(results)) as GradescopeResults;
  expect(gradescopeResultsSchema.safeParse(parsed).success).toBe(true);
  const [line] = parsed.tests;
  expect(line).toEqual({ name: 'Late hours', visibility: 'visible', output: line?.output });
  return parsed;
}

export function sentence(results: GradescopeResults): string {
  return results.tests[0]?.output ?? '';
}

export function dataOf(results: GradescopeResults): LateData {
  return lateDataSchema.parse(results.extra_data['late']);
}
