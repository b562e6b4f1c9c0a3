import { describe, expect, test } from 'vitest';
import { diffRegrade } from '../../src/regrade/diff.js';
import { publishRegrade } from '../../src/regrade/publish.js';
import { readCharges, type AssignmentCharge } from '../../src/ledger/charges.js';
import { readEvents } from '../../src/ledger/events.js';
import { readPending } from '../../src/ledger/outbox.js';
import type { Store } from '../../src/db/store.js';
import type { Begun } from '../../src/regrade/begin.js';
import { resultsOf } from '../../src/work/results.js';
import { readWork } from '../../src/work/rows.js';
import { statusOf } from '../../src/work/status.js';
import { callStaff, commit, dispatch } from '../../src/work/dispatch/transitions.js';
import { COURSE, now, openGradeOf } from '../ledger/sample.js';
import { gradeFor, gradeRow, submit } from '../work/sample.js';
import { ADA, checked, classOfTwo, rowOf } from './sample.js';

const SHOWN = { questions: [], manual: [] };
const scoreOf = (store: Store, id: string): number | undefined => resultsOf(store, id, () => SHOWN)?.score;
const chargeOf = (store: Store, student: string): AssignmentCharge | undefined =>
  readCharges({ store, course: COURSE }, student)[0]?.charges.assignments['hw1'];
const RAISED = checked({ first: true, second: true });
const SAME = checked({ first: true, second: false });

/** Grades the rows of submission one, which is right after all, and of two, which is wrong. */
function gradeBoth(store: Store, begun: Begun): void {
  gradeRow(store, rowOf(store, begun, 'one').id, RAISED);
  gradeRow(store, rowOf(store, begun, 'two').id, SAME);
}

const publish = (at: Awaited<ReturnType<typeof classOfTwo>>, changes = {}) =>
  publishRegrade(at.ledger, ADA, { assignment: 'hw1', ...changes });

describe('before a regrade is published', () => {
  test('nothing of it counts, and the diff says whose score would change and why', async () => {
    await using at = await classOfTwo();
    gradeBoth(at.store, at.begin());
    expect([scoreOf(at.store, at.rows.one), chargeOf(at.store, 's1')?.rawScore]).toEqual([60, '60.00']);
    const diff = diffRegrade(at.ledger, 'hw1');
    expect(diff).toMatchObject({ same: 1, raised: 1, lowered: 0, waiting: 0, missing: 0 });
    expect(diff.changes).toMatchObject([
      {
        ...{ key: 'one', name: 'Student s1', causes: expect.arrayContaining(['checks']) as string[] },
        checks: [{ id: '2.1', before: { status: 'failed' }, after: { status: 'passed' } }],
      },
    ]);
  });

  test('the diff of some checks compares these alone, and that is not published', async () => {
    await using at = await classOfTwo();
    const begun = at.begin({ checks: ['2.1'] });
    for (const submission of ['one', 'two']) {
      const { id } = rowOf(at.store, begun, submission);
      gradeRow(at.store, id, { checks: RAISED.checks?.slice(1) ?? [], earnedMicroPoints: 40_000_000 });
    }
    const diff = diffRegrade(at.ledger, 'hw1');
    expect(diff).toMatchObject({ raised: 2, same: 0, checks: ['2.1'] });
    expect(diff.changes[0]).toMatchObject({
      before: { earnedMicroPoints: 0 },
      after: { earnedMicroPoints: 40_000_000 },
    });
    expect(() => publish(at)).toThrow('2.1 alone');
  });

  test('it is not published while some of it waits; a dry run says who would change so far', async () => {
    await using at = await classOfTwo();
    const begun = at.begin();
    gradeRow(at.store, rowOf(at.store, begun, 'one').id, RAISED);
    expect(() => publish(at)).toThrow('1 submissions of the regrade of hw1 are not graded yet');
    expect(publish(at, { dryRun: true }).changes).toHaveLength(1);
    expect(scoreOf(at.store, at.rows.one)).toBe(60);
    expect(diffRegrade(at.ledger, 'hw1')).toMatchObject({ waiting: 1, raised: 1 });
  });
});

describe('a published regrade', () => {
  test('is what students see at the next look, with the lateness and hours there were', async () => {
    await using at = await classOfTwo();
    gradeBoth(at.store, at.begin());
    const before = chargeOf(at.store, 's2');
    expect(before?.hoursUsed).toBe(5);
    const { changes, notes } = publish(at);
    expect(changes.map(({ student }) => student)).toEqual(['s1']);
    expect(notes[0]?.text).toBe('2 grades published.');
    expect([scoreOf(at.store, at.rows.one), scoreOf(at.store, at.rows.two)]).toEqual([100, 60]);
    expect(chargeOf(at.store, 's1')).toMatchObject({ rawScore: '100.00', hoursUsed: 0 });
    expect(chargeOf(at.store, 's2')).toEqual(before);
    const graded = readEvents({ store: at.store, course: COURSE }, { types: ['submission_graded'] }).slice(-2);
    expect(graded.map(({ actor, reason }) => [actor, reason])).toEqual([
      ['staff:ada', 'check 2.1 was wrong'],
      ['staff:ada', 'check 2.1 was wrong'],
    ]);
    expect(() => publish(at)).toThrow('No regrade of hw1');
  });

  test('sends one message to each student whose score changes, and none to others', async () => {
    await using at = await classOfTwo();
    gradeBoth(at.store, at.begin());
    const known = readPending(at.store, 100).length;
    publish(at);
    const sent = readPending(at.store, 100).slice(known);
    expect(sent.map(({ kind, body }) => [kind, body['student']])).toEqual([['charges_changed', 's1']]);
  });

  test('needs a reason where scores change', async () => {
    await using at = await classOfTwo();
    gradeBoth(at.store, at.begin({ reason: undefined }));
    expect(() => publish(at)).toThrow('has no reason');
    expect(publish(at, { reason: 'mended' }).changes).toHaveLength(1);
  });

  test('answers what the same submission still waits for, so that nothing older comes after it', async () => {
    await using at = await classOfTwo();
    const waiting = submit(at.store, 's1@example.edu', { submissionId: 'one', graderVersion: '1.0.0+older' });
    dispatch(at.store, waiting.id);
    const running = readWork(at.store, waiting.id);
    gradeBoth(at.store, at.begin());
    publish(at);
    expect([statusOf(at.store, waiting.id)?.state, scoreOf(at.store, waiting.id)]).toEqual(['graded', 100]);
    expect(running && commit(at.store, running, gradeFor(running, 0))).toBe(false);
    expect(scoreOf(at.store, waiting.id)).toBe(100);
  });

  test('is the answer where the platform sends the same submission again for that version', async () => {
    await using at = await classOfTwo();
    const begun = at.begin();
    gradeBoth(at.store, begun);
    publish(at);
    const { graderVersion, assignmentDigest } = begun.regrade;
    const again = submit(at.store, 's1@example.edu', { submissionId: 'one', graderVersion, assignmentDigest });
    expect([again.state, scoreOf(at.store, again.id)]).toEqual(['graded', 100]);
    const newer = submit(at.store, 's1@example.edu', { submissionId: 'one', graderVersion: '1.0.0+newer' });
    expect(newer.state).toBe('queued');
  });

  test('leaves what was graded anew since the regrade graded it, and names it', async () => {
    let minutes = 0;
    await using at = await classOfTwo(() => new Date(now().getTime() + minutes * 60_000));
    minutes = 1;
    gradeBoth(at.store, at.begin());
    minutes = 2;
    const rerun = submit(at.store, 's1@example.edu', { submissionId: 'one', graderVersion: '1.0.0+newer' });
    gradeRow(at.store, rerun.id, checked({ first: false, second: true }));
    const { changes, notes } = publish(at);
    expect(changes).toEqual([]);
    expect(notes.map(({ text }) => text).join('\n')).toMatch(
      /1 grades published\.\none keeps the grade it has: it was gr/u,
    );
    expect(scoreOf(at.store, rerun.id)).toBe(40);
  });

  test('leaves what ended without a grade, and what has open points, with the score there was', async () => {
    await using at = await classOfTwo();
    const begun = at.begin();
    const one = rowOf(at.store, begun, 'one');
    gradeRow(at.store, one.id, openGradeOf('one', { earned: 60, open: 40 }, identityOf(one)));
    dispatch(at.store, rowOf(at.store, begun, 'two').id);
    callStaff(at.store, rowOf(at.store, begun, 'two'), { cause: 'platform', detail: 'The engine failed.' });
    const { changes, notes } = publish(at);
    expect(changes).toEqual([]);
    const said = notes.map(({ text }) => text).join('\n');
    expect(said).toContain('With points still open, so that no score changes: one');
    expect(said).toContain('two keeps the grade it has: The engine failed.');
    expect([scoreOf(at.store, at.rows.one), scoreOf(at.store, at.rows.two)]).toEqual([60, 60]);
  });
});

function identityOf({ assignment, assignmentDigest, notebookDigest }: ReturnType<typeof rowOf>) {
  return { assignment, assignmentDigest, notebookDigest: notebookDigest ?? '' };
}
