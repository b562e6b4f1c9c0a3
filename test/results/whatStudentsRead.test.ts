import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Cause, CellGrade, CheckGrade } from '../../src/grade/grade.js';
import type { EpochMicros } from '../../src/late/instant.js';
import type { Preview } from '../../src/late/preview.js';
import { feedbackParts } from '../../src/results/feedback.js';
import { judge, type CheckCause } from '../../src/grading/outcome.js';
import { causeText } from '../../src/results/causeText.js';
import { standingResults } from '../../src/results/standing.js';
import { languageModelText } from '../../src/course/languageModels.js';
import { toResults } from '../../src/results/toResults.js';
import type { Progress } from '../../src/grading/gradeSubmission.js';
import { hiddenText } from '../../src/results/hiddenText.js';
import type { WorkLane, WorkState } from '../../src/db/tables.js';
import { feedbackMessage } from '../../src/work/feedbackMessage.js';
import { studentMessage } from '../../src/work/status.js';
import { PACKAGE_DIR } from '../support/engine.js';
import { at, fromStart, graded, handedIn, record, spent, unreadable } from './sampleLate.js';
import { sampleAssignment, sampleCheck, sampleGrade } from './sampleGrade.js';

/** A moment of a student's, and what they read in it, rendered by the code that renders it for them. */
type Moment = readonly [moment: string, text: string];

/** The forwarder's own sentences, from the file that runs in Gradescope's container. */
function forwarders(): Moment[] {
  const program = [
    'import json, forward as f',
    'def refused(whose, message, remedy):',
    '    error = {"error": {"whose": whose, "message": message, "remedy": remedy}}',
    '    return "\\n\\n".join(f.refusal(409, json.dumps(error).encode()).args)',
    'print(json.dumps([',
    '  ["The service cannot be reached in the time that Gradescope gives", "\\n\\n".join([f.UNREACHED, f.KEPT, f.RERUN])],',
    '  ["Gradescope’s time is over before the grade is there", "\\n\\n".join([f.UNFINISHED, f.RERUN])],',
    '  ["The forwarder itself fails", "\\n\\n".join([f.FAILED, f.KEPT, f.RERUN])],',
    '  ["The service refuses, and it is course staff’s turn", refused("course staff", "The key was retired.", "Course staff: upload the newest zip.")],',
    '  ["The service refuses, and it is the student’s turn", refused("student", "The upload has no notebook.", "Upload your notebook.")],',
    ']))',
  ].join('\n');
  const env = { ...process.env, PYTHONPATH: join(PACKAGE_DIR, 'gradescope'), PYTHONDONTWRITEBYTECODE: '1' };
  return JSON.parse(execFileSync('python3', ['-c', program], { env, encoding: 'utf8' })) as Moment[];
}

function standings(): Moment[] {
  const moments = [
    ['It waits in the queue', 'queued'],
    ['Its turn has come', 'dispatched'],
    ['A newer submission took its place', 'superseded'],
    ['Course staff cancelled it', 'cancelled'],
    ['It could not be graded, and it is staff’s or the operator’s turn', 'needsStaff'],
    ['Nothing in it can be read', 'unreadable'],
  ] as const;
  return [
    ...moments.map(([moment, state]): Moment => {
      const message = studentMessage({ state, detail: null }) ?? '';
      return [moment, standingResults({ submission: '1', assignment: 'hw4', state, message }).output];
    }),
    ['A check broke, so points are open', studentMessage({ state: 'graded', detail: null, openSeq: 4 }) ?? ''],
  ];
}

const cell = (status: CellGrade['status']): CellGrade => ({
  index: 3,
  number: 2,
  status,
  outputCut: false,
  wallMs: 10,
});
const failed = sampleCheck({
  title: 'schedule',
  status: 'failed',
  earnedMicroPoints: 0,
  message: 'Expected 3, got 4.',
});
const hidden = sampleCheck({ id: '1.2', title: '1.2 loss', visibility: 'hidden' });

function runs(): Moment[] {
  const message = (state: WorkState, progress?: Progress, attempt = 1): string =>
    feedbackMessage({ state, detail: null, lane: 'cpu', attempt }, progress);
  const unserved = (lane: WorkLane): string =>
    feedbackMessage({ state: 'queued', detail: null, lane, attempt: 0 }, undefined, false);
  return [
    ['It waits', message('queued')],
    ['It waits, and no machine is there', unserved('cpu')],
    ['It waits for a GPU, and none is there', unserved('gpu')],
    ['A worker has it', message('dispatched', { phase: 'starting' })],
    ['Its cells run', message('dispatched', { phase: 'cell', number: 3, total: 9 })],
    ['Its checks run', message('dispatched', { phase: 'check', number: 3, total: 9 })],
    ['It is being stored', message('dispatched', { phase: 'done' })],
    ['It is there', message('graded')],
    ['A newer one took its place', message('superseded')],
    ['The student took it back before it began', message('cancelled', undefined, 0)],
    ['The student took it back after it began', message('cancelled')],
    ['Platform or course failed', message('needsStaff')],
    ['Nothing in it can be run', message('unreadable')],
    ['There are checks that were not run', hiddenText(sampleAssignment, [sampleCheck()]) ?? ''],
  ];
}

function outcomes(): Moment[] {
  const sentence = (cells: CellGrade[], checks: CheckGrade[], cause?: CheckCause): string =>
    judge(cells, checks, new Map(cause ? [['1.1', cause]] : [])).sentence;
  const stopped = ['timedOut', 'outOfMemory', 'gpuOutOfMemory', 'outputLimit', 'crashed'] as const;
  const error = { ...cell('error'), error: { name: 'NameError', text: "name 'torch' is not defined" } };
  return [
    ['Everything passes', sentence([], [sampleCheck()])],
    ['Visible checks pass; there are hidden ones', sentence([], [sampleCheck(), hidden])],
    ['All checks are hidden', sentence([], [hidden])],
    ['A check fails', sentence([], [failed])],
    ['A check fails after a cell stopped with an error', sentence([error], [failed])],
    ['A check broke', sentence([], [sampleCheck({ status: 'broken', earnedMicroPoints: 0 })])],
    ...stopped.map((status): Moment => [`A cell: ${status}`, sentence([cell(status)], [failed])]),
    ...stopped.map((cause): Moment => [`A check’s call: ${cause}`, sentence([], [failed], cause)]),
  ];
}

function followUps(): Moment[] {
  const line = (cause: Cause, count = 1): string =>
    causeText(
      Array.from({ length: count }, (_, at) => 9 + at),
      cause,
    );
  const name = 'model';
  return [
    ['A cell above stopped before it made a name', line({ kind: 'stopped', name, cell: 4 })],
    ['Several cells want for it', line({ kind: 'stopped', name, cell: 4 }, 3)],
    ['That cell stopped for want of a name itself', line({ kind: 'stopped', name, cell: 6, root: 4 })],
    ['The assignment leaves out the cell that makes it', line({ kind: 'skipped', name, cell: 4 })],
    ['Only a cell below makes it', line({ kind: 'below', name, cell: 12, ranBefore: false })],
    ['… and the student had run that one first', line({ kind: 'below', name, cell: 12, ranBefore: true })],
    ['No cell makes it', line({ kind: 'gone', name })],
    ['… and the student had run the cell that wants it', line({ kind: 'gone', name, wasRun: true })],
    ['… and the student had not', line({ kind: 'gone', name, wasRun: false })],
  ];
}

function lateHours(): Moment[] {
  const lines = (late: ReturnType<typeof record>): string => {
    const { output, tests } = toResults(sampleGrade(), sampleAssignment, { late });
    const line = tests.find(({ name }) => name === 'Late hours')?.output ?? '';
    return `${output.split('\n\n').slice(1).join('\n\n')}\n\n${line}`.trim();
  };
  const standing = (late: ReturnType<typeof record>): string =>
    standingResults({ submission: '1', assignment: 'hw2', state: 'unreadable', message: '', late }).tests[0]?.output ??
    '';
  fromStart();
  const inTime = [handedIn('2001', 'hw2', '2026-02-24T12:00:00-05:00'), graded('2001', '90')];
  const beyond = spent();
  fromStart();
  const nothing = [handedIn('2001', 'hw2', '2026-02-25T07:59:00-05:00'), unreadable('2001')];
  fromStart();
  const older = [
    handedIn('2001', 'hw2', '2026-02-24T12:00:00-05:00'),
    graded('2001', '90'),
    handedIn('2002', 'hw2', '2026-02-25T07:59:00-05:00'),
    graded('2002', '95'),
  ];
  fromStart();
  const together = [handedIn('2001', 'hw2', '2026-02-25T07:59:00-05:00', ['ann', 'bob']), graded('2001', '90')];
  return [
    ['On time', lines(record({ events: inTime }))],
    ['Beyond the budget: the score is lower than what was earned', lines(record({ events: beyond }))],
    ['Nothing in it could be graded, and nothing else was handed in', standing(record({ events: nothing }))],
    ['Another submission counts', lines(record({ events: older, submissionId: '2001' }))],
    ['Handed in as a group', lines(record({ events: together }))],
  ];
}

function checkLines(): Moment[] {
  const line = (check: CheckGrade, blame: 'course' | 'student' = 'student'): string => {
    const { tests } = toResults(sampleGrade({ blame, checks: [check] }), { questions: [], manual: [] });
    return tests.at(-1)?.output ?? '';
  };
  const lost = { earnedMicroPoints: 0 } as const;
  return [
    ['It passed', line(sampleCheck())],
    [
      'It failed',
      line(
        sampleCheck({
          ...lost,
          status: 'failed',
          message: 'The loss is wrong.',
          expected: '3',
          got: '4',
          hint: 'Mean, not sum.',
        }),
      ),
    ],
    ['It failed, and is hidden', line({ ...hidden, ...lost, status: 'failed', hint: 'Mean, not sum.' })],
    ['It was not reached', line(sampleCheck({ ...lost, status: 'notRun' }))],
    ['It broke', line(sampleCheck({ ...lost, status: 'broken' }), 'course')],
    [
      'A question that people grade',
      toResults(sampleGrade(), { questions: [], manual: sampleAssignment.manual }).tests.at(-1)?.output ?? '',
    ],
    [
      'On top, where the course has a rule for language models (`languageModels` in `course.yaml`)',
      languageModelText({ rule: 'disclosed', inResults: true, assignments: {} }, 'hw2'),
    ],
  ];
}

function feedback(): Moment[] {
  const at_ = at('2026-02-25T01:30:00-05:00');
  const late: Preview = {
    accepted: true,
    statusNow: 'none',
    effectiveDue: at('2026-02-24T23:59:00-05:00'),
    hoursLate: 2,
    hoursUsed: 2,
    additionalHours: 2,
    penaltyHours: 0,
    penaltyBp: 0,
    remainingAfter: 118,
    currentHourEndsAt: at('2026-02-25T01:59:00-05:00'),
    changesElsewhere: [],
  };
  const textAt = (now: EpochMicros, ...members: Preview[]): string =>
    feedbackParts({ price: { at: now, timeZone: 'America/New_York', members } }).test.output ?? '';
  const text = (...members: Preview[]): string => textAt(at_, ...members);
  const elsewhere = [{ assignment: 'hw3', hoursUsed: 4, penaltyHours: 0 }];
  return [
    ['Before the deadline', text({ ...late, hoursLate: 0, additionalHours: 0 })],
    ['Late, within the budget', text(late)],
    [
      '… and a submission is there that cost less',
      text({ ...late, hoursLate: 7, hoursUsed: 7, additionalHours: 4, statusNow: 'late' }),
    ],
    ['… and one is there that was on time', text({ ...late, statusNow: 'on_time' })],
    [
      '… and clocks were changed since',
      textAt(at('2026-03-08T03:10:00-04:00'), {
        ...late,
        hoursLate: 3,
        effectiveDue: at('2026-03-07T23:59:00-05:00'),
        currentHourEndsAt: at('2026-03-08T03:59:00-04:00'),
      }),
    ],
    [
      'Beyond the budget, and another homework becomes dearer',
      text({ ...late, penaltyHours: 1, penaltyBp: 100, changesElsewhere: elsewhere }),
    ],
    ['After the last moment', text({ ...late, accepted: false, currentHourEndsAt: null })],
    ['As a group that pays alike', text(late, late)],
    ['As a group that does not', text(late, { ...late, hoursLate: 3 })],
    [
      'The GPU minutes of the day are used up',
      feedbackParts({
        gpu: { usedMs: 3_600_000, limitMs: 3_600_000, newAt: at_, timeZone: 'America/New_York' },
        wasSpent: true,
      }).test.output ?? '',
    ],
  ];
}

it('what students read is what the page says, moment by moment', async () => {
  const table = (title: string, moments: readonly Moment[]): string =>
    [
      `## ${title}`,
      ...moments.map(
        ([moment, text]) =>
          `### ${moment}\n\n${text
            .trim()
            .split('\n')
            .map((line) => `> ${line}`.trimEnd())
            .join('\n')}`,
      ),
    ].join('\n\n');
  const page = [
    '# What students read',
    'Every sentence that a student can get, with its moment, rendered by the code that renders it for them (`test/results/whatStudentsRead.test.ts`; `npx vitest run test/results/whatStudentsRead.test.ts -u` writes this page anew). What is wrong with an upload is in [intake.md](intake.md), the notes of a run in [notebooks.md](notebooks.md).',
    table('Instead of a grade, from the forwarder', forwarders()),
    table('Where a submission stands', standings()),
    table('Where a run of feedback stands, on its page', runs()),
    table('How the run went', outcomes()),
    table('Cells that failed for want of a name', followUps()),
    table('A line of the results', checkLines()),
    table('Late hours', lateHours()),
    table('Feedback, and its price', feedback()),
  ].join('\n\n');
  await expect(`${page}\n`).toMatchFileSnapshot(join(PACKAGE_DIR, 'docs', 'what-students-read.md'));
});
