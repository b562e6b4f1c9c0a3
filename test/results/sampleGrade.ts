import type { CheckGrade, Grade } from '../../src/grade/grade.js';
import type { ShownAssignment } from '../../src/results/toResults.js';

/** A check that passed, with what a test wants otherwise. */
export function sampleCheck(changes: Partial<CheckGrade> = {}): CheckGrade {
  return {
    id: '1.1',
    title: '1.1 schedule',
    question: '1',
    visibility: 'visible',
    status: 'passed',
    earnedMicroPoints: 2_000_000,
    maxMicroPoints: 2_000_000,
    message: 'Right.',
    wallMs: 12,
    ...changes,
  };
}

/** A finished grade of one question, with what a test wants otherwise. */
export function sampleGrade(changes: Partial<Grade> = {}): Grade {
  const checks = changes.checks ?? [sampleCheck()];
  return {
    schemaVersion: 1,
    submission: 's-1',
    assignment: 'hw4',
    assignmentDigest: `sha256:${'a'.repeat(64)}`,
    notebookDigest: `sha256:${'b'.repeat(64)}`,
    outcome: 'passed',
    blame: null,
    sentence: 'All checks passed.',
    earnedMicroPoints: checks.reduce((sum, { earnedMicroPoints }) => sum + earnedMicroPoints, 0),
    maxMicroPoints: checks.reduce((sum, { maxMicroPoints }) => sum + maxMicroPoints, 0),
    checks,
    cells: [],
    notes: [],
    timings: { startMs: 1, cellsMs: 2000, checksMs: 345, totalMs: 2346 },
    environment: {
      graderVersion: '0.1.0',
      engineVersion: '27.0.0',
      runtime: 'runc',
      device: 'cpu',
      images: { student: `sha256:${'c'.repeat(64)}`, checker: `sha256:${'d'.repeat(64)}` },
      packages: { python: '3.11.2', numpy: '2.2.0' },
      security: { tier: 'T0', probe: 'passed', findings: [] },
    },
    ...changes,
  };
}

export const sampleAssignment: ShownAssignment = {
  questions: [
    { number: '1', title: 'Schedules', points: 2, visibility: 'visible' },
    { number: '2', title: 'Forward process', points: 3, visibility: 'visible' },
  ],
  manual: [{ number: '1.9', title: 'Written part', points: 2.5 }],
};
