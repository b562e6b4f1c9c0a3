import { createHash } from 'node:crypto';
import type { LoadedAssignment } from '../course/load.js';
import { assignmentFileSchema } from '../course/schema.js';
import { Grader } from '../grading/grader.js';
import type { Graded, GradeRequest } from '../grading/gradeSubmission.js';
import { readNotebook } from '../intake/readNotebook.js';
import { serialiseNotebook } from '../results/executedNotebook.js';
import { serialiseResults } from '../results/serialise.js';
import { toResults } from '../results/toResults.js';
import type { Probed } from './probe.js';
import { PROGRAMS } from './programs.js';
import type { PromiseSeen } from './promises.js';

const SECRET = /SECRET = "(.+)"/u.exec(PROGRAMS.checks)?.[1] ?? '';

const due = { local: '2000-01-01T00:00', timeZone: 'UTC' };
const assignment = {
  ...assignmentFileSchema.parse({
    schemaVersion: 1,
    id: 'probe',
    title: 'Controls of the probe',
    due,
    questions: [{ number: '1', title: 'Controls', points: 3 }],
    limits: { memoryMiB: 512 },
  }),
  due,
};

/** Without a folder: its checks.py is in the checker's image, where any other assignment is mounted. */
const CONTROLS: LoadedAssignment = {
  assignment,
  digest: `sha256:${createHash('sha256').update(PROGRAMS.checks).digest('hex')}`,
};

/**
 * Grades two notebooks by the very pipeline: one that must earn every point and finds no secret of the checker's, and
 * one that must earn none.
 *
 * @throws {PlatformError} where they cannot be graded.
 */
export async function gradeControls(machine: Probed): Promise<PromiseSeen[]> {
  // Hidden checks are what the controls are for, and nobody's: they run before it is known that they may.
  const context = { ...machine, security: { tier: 'T0', probe: 'overridden', findings: [] } } as const;
  await using grader = new Grader(context);
  const right = await grader.grade(request(PROGRAMS.right, 'right'));
  const wrong = await grader.grade(request(PROGRAMS.wrong, 'wrong'));
  const isFound = [right, wrong].some((graded) => shownTo(graded).includes(SECRET));
  const search = right.grade.checks.find(({ id }) => id === '1.3');
  const places = isFound ? 'in what a student sees' : (search?.got ?? search?.message ?? 'no search');
  return [
    { name: 'a right notebook', kept: right.grade.outcome === 'passed', seen: pointsOf(right) },
    { name: 'a wrong notebook', kept: wrong.grade.earnedMicroPoints === 0, seen: pointsOf(wrong) },
    {
      name: 'secrets of the checks',
      kept: SECRET !== '' && !isFound && search?.status === 'passed',
      seen: search?.status === 'passed' && !isFound ? 'not to be found' : places,
    },
  ];
}

function request(source: string, submission: string): GradeRequest {
  const cells = [{ cell_type: 'code', metadata: {}, source, outputs: [], execution_count: null }];
  const file = Buffer.from(JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }));
  return { loaded: CONTROLS, notebook: readNotebook(file, `${submission}.ipynb`), submission: `probe-${submission}` };
}

function shownTo({ grade, executed }: Graded): string {
  return serialiseResults(toResults(grade, assignment)) + serialiseNotebook(executed).toString('utf8');
}

function pointsOf({ grade }: Graded): string {
  return `${grade.earnedMicroPoints / 1e6} of ${grade.maxMicroPoints / 1e6} points`;
}
