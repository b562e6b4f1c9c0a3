import { describe, expect, test } from 'vitest';
import { cancelRegrade } from '../../src/regrade/cancel.js';
import { readProgress } from '../../src/regrade/progress.js';
import { readEvents } from '../../src/ledger/events.js';
import { readOpenRegrade, readRunRows } from '../../src/work/regrades.js';
import { cancel, force } from '../../src/work/decide.js';
import { jobOf } from '../../src/work/dispatch/jobs.js';
import { statusOf } from '../../src/work/status.js';
import { callStaff, commit, dispatch } from '../../src/work/dispatch/transitions.js';
import { readWork } from '../../src/work/rows.js';
import { COURSE } from '../ledger/sample.js';
import { gradeFor, gradeRow, submit } from '../work/sample.js';
import { ADA, ask, checked, classOfTwo, GRADER, MENDED, rowOf } from './sample.js';

describe('a regrade that is begun', () => {
  test('has a row for each submission that counts, by the version of now, and records nothing', async () => {
    await using at = await classOfTwo();
    const events = readEvents({ store: at.store, course: COURSE }).length;
    submit(at.store, 's3@example.edu', { submissionId: 'three', workClass: 'feedback' });
    expect(at.begin()).toMatchObject({ isNew: true, added: 2, again: 0, there: 0, leftOut: [] });
    const regrade = readOpenRegrade({ store: at.store, course: COURSE }, 'hw1');
    expect(regrade).toMatchObject({ actor: 'staff:ada', reason: 'check 2.1 was wrong', assignmentDigest: MENDED });
    const rows = regrade && readRunRows(at.store, regrade);
    expect(rows?.map((row) => [row.submissionId, row.workClass, row.state, row.assignmentDigest])).toEqual([
      ['one', 'regrade', 'queued', MENDED],
      ['two', 'regrade', 'queued', MENDED],
    ]);
    expect(readEvents({ store: at.store, course: COURSE })).toHaveLength(events);
  });

  test('goes on where it is asked for again: who counts since joins it, and what failed is tried again', async () => {
    await using at = await classOfTwo();
    const first = at.begin();
    gradeRow(at.store, rowOf(at.store, first, 'one').id, checked({ first: true, second: true }));
    dispatch(at.store, rowOf(at.store, first, 'two').id);
    callStaff(at.store, rowOf(at.store, first, 'two'), { cause: 'platform', detail: 'The engine failed.' });
    gradeRow(at.store, submit(at.store, 's3@example.edu', { submissionId: 'three' }).id);

    const second = at.begin();
    expect(second).toMatchObject({ isNew: false, added: 1, again: 1, there: 1, regrade: { id: first.regrade.id } });
    expect(readProgress(at.ledger, first.regrade).waiting).toHaveLength(2);
    expect(statusOf(at.store, rowOf(at.store, first, 'one').id)?.state).toBe('graded');
  });

  test('on other terms takes the place of the one before, whose waiting rows are set aside', async () => {
    await using at = await classOfTwo();
    const first = at.begin();
    const second = at.begin({ checks: ['2.1'] });
    expect(second).toMatchObject({ isNew: true, added: 2 });
    expect(readRunRows(at.store, first.regrade).map(({ state }) => state)).toEqual(['superseded', 'superseded']);
    expect(jobOf(rowOf(at.store, second, 'one'), 1)).toMatchObject({ checks: ['2.1'], assignmentDigest: MENDED });
    expect(jobOf(rowOf(at.store, first, 'one'), 1)).not.toHaveProperty('checks');
  });

  test('may be of some students; a dry run of it stores nothing; who is not known is named', async () => {
    await using at = await classOfTwo();
    expect(at.begin({ only: ['s2@example.edu'], dryRun: true })).toMatchObject({ added: 1 });
    expect(readOpenRegrade({ store: at.store, course: COURSE }, 'hw1')).toBeUndefined();
    expect(at.begin({ only: ['s2'] })).toMatchObject({ added: 1 });
    expect(() => at.begin({ only: ['s2', 'zoe@example.edu'] })).toThrow('zoe@example.edu');
    expect(() => at.begin({ only: ['s3'] })).toThrow('nothing to grade again');
    expect(() => at.begin({ checks: ['9.1'] })).toThrow('9.1');
  });

  test('leaves out what is not kept here, and says so', async () => {
    await using at = await classOfTwo();
    at.store.sqlite.exec(
      "UPDATE work SET state = 'unreadable', gradedSeq = NULL, notebook = NULL WHERE submissionId = 'one'",
    );
    const { added, leftOut } = at.begin();
    expect(added).toBe(1);
    expect(leftOut).toMatchObject([{ submissionId: 'one', why: expect.stringContaining('not kept here') as string }]);
  });
});

describe('rows of a regrade', () => {
  test('leave the submission’s own row, attempts and hours alone, whatever becomes of them', async () => {
    await using at = await classOfTwo();
    const again = submit(at.store, 's1@example.edu', { submissionId: 'one', graderVersion: '1.0.0+newest' });
    dispatch(at.store, again.id);
    const begun = at.begin();
    const events = readEvents({ store: at.store, course: COURSE }).length;
    gradeRow(at.store, rowOf(at.store, begun, 'one').id, checked({ first: true, second: true }));
    dispatch(at.store, rowOf(at.store, begun, 'two').id);
    callStaff(at.store, rowOf(at.store, begun, 'two'), { cause: 'platform', detail: 'The engine failed.' });
    expect(readEvents({ store: at.store, course: COURSE })).toHaveLength(events);
    const running = readWork(at.store, again.id);
    expect(running?.state).toBe('dispatched');
    expect(running && commit(at.store, running, gradeFor(running, 70))).toBe(true);
  });

  test('stay where the same submission comes for another version, and are forced in their own', async () => {
    await using at = await classOfTwo();
    const begun = at.begin();
    submit(at.store, 's1@example.edu', { submissionId: 'one', graderVersion: '1.0.0+newest' });
    const { id } = rowOf(at.store, begun, 'one');
    expect(statusOf(at.store, id)?.state).toBe('queued');
    cancel(at.store, id, { actor: 'staff:ada', reason: 'too slow' });
    force(at.store, id, { actor: 'staff:ada', reason: 'after all' }, 'another grader');
    expect(readWork(at.store, id)).toMatchObject({ state: 'queued', assignmentDigest: MENDED });
    expect(readWork(at.store, id)?.graderVersion).toContain(GRADER);
  });

  test('are cancelled with it, and it can be begun anew', async () => {
    await using at = await classOfTwo();
    const begun = at.begin();
    gradeRow(at.store, rowOf(at.store, begun, 'one').id);
    expect(cancelRegrade(at.ledger, ADA, { assignment: 'hw1', reason: 'not needed' })).toBe(1);
    expect(rowOf(at.store, begun, 'two').state).toBe('cancelled');
    expect(() => cancelRegrade(at.ledger, ADA, { assignment: 'hw1', reason: 'again' })).toThrow('No regrade of hw1');
    expect(at.begin(ask())).toMatchObject({ isNew: true, added: 2 });
  });
});
