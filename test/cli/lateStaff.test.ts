import { readFile } from 'node:fs/promises';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { EXIT } from '../../src/cli/exitCodes.js';
import { desk, head, openedDesk, row, saying } from './lateStaff.js';

describe('commands that change results', () => {
  test('a dry run says who changes, before and after, and stores nothing', async () => {
    await using at = await openedDesk();
    const before = await readFile(at.ledger);
    const seq = await head(at);
    const { out, code } = await at.say('extend', 's2', 'quick', '--hours', '3', '--dry-run');
    expect(code).toBe(EXIT.passed);
    expect(out).toContain('s2 Bob Ray: quick: due 2027-02-10T23:59:00Z → 2027-02-11T02:59:00Z, late hours 13 → 10');
    expect(out).toContain('penalty 8% → 5%, score 83.26 → 85.98');
    expect(out).toContain('Handed in together with s3');
    expect(out).toContain('Dry run: nothing was stored.');
    expect(await head(at)).toBe(seq);
    expect(await readFile(at.ledger)).toEqual(before);
  });

  test('need a reason', async () => {
    await using at = await openedDesk();
    const seq = await head(at);
    for (const args of [
      ['extend', 's2', 'quick', '--hours', '3'],
      ['waive', 's2', 'quick', 'all'],
      ['grant', 's2', '10'],
      ['due-change', 'quick', '--to', '2027-02-11T23:59:00'],
    ]) {
      expect(await at.say(...args)).toMatchObject({ code: EXIT.badInput, error: saying('--reason') });
    }
    expect(await head(at)).toBe(seq);
  });

  test('tried again with the same command id, are the same event', async () => {
    await using at = await openedDesk();
    const again = ['waive', 's2', 'quick', '3', '--reason', 'outage', '--command-id', 'ticket-12'];
    await at.ask(...again);
    const seq = await head(at);
    const { out, code } = await at.say(...again);
    expect(code).toBe(EXIT.passed);
    expect(out).toContain('1 of these 1 events were recorded before');
    expect(await head(at)).toBe(seq);
    const other = await at.say('waive', 's2', 'quick', '4', '--reason', 'outage', '--command-id', 'ticket-12');
    expect(other).toMatchObject({ code: EXIT.badInput, error: saying('says something else') });
  });

  test.each<[string, string[], object]>([
    ['extend', ['extend', 's2', 'quick', '--days', '1'], { hoursLate: 0, status: 'on_time', finalScore: '90.50' }],
    ['extend until', ['extend', 's2', 'quick', '--until', '2027-02-11T12:00:00Z'], { hoursLate: 1, hoursUsed: 1 }],
    ['waive', ['waive', 's2', 'quick', '10'], { hoursWaived: 10, hoursUsed: 3, penaltyHours: 0 }],
    ['waive all', ['waive', 's2', 'quick', 'all'], { hoursWaived: 13, status: 'late_uncharged' }],
    ['grant', ['grant', 's2', '8'], { hoursUsed: 13, penaltyHours: 0, finalScore: '90.50' }],
    ['grant less', ['grant', 's2', '-5'], { hoursUsed: 0, penaltyHours: 13 }],
    [
      'accommodate',
      ['accommodate', 's2', '--multiplier', '1.5', '--blanket-hours', '2'],
      { hoursUsed: 8, hoursLate: 11 },
    ],
    ['excuse', ['excuse', 's2', 'quick'], { status: 'excused', hoursUsed: 0 }],
    ['void', ['void', '8'], { status: 'none', notCounted: [['8', 'voided']] }],
    ['correct-time', ['correct-time', '8', '2027-02-11T00:00:00Z'], { lateSeconds: 60, hoursUsed: 1 }],
    ['select', ['select', '8'], { submissionId: '8' }],
    ['due-change', ['due-change', 'quick', '--to', '2027-02-11T11:00:00'], { hoursLate: 2 }],
  ])('late %s', async (_, args, expected) => {
    await using at = await openedDesk();
    await at.ask(...args, '--reason', 'ticket 3', '--evidence', 'ticket 3');
    expect(await row(at, 's2')).toMatchObject(expected);
    expect((await at.say('recompute', '--check')).code).toBe(EXIT.passed);
  });

  test('an extension for partners too, and its revocation', async () => {
    await using at = await openedDesk();
    const { events } = (await at.ask('extend', 's2', 'quick', '--days', '1', '--partners', '--reason', 'r')) as {
      events: { event: { seq: number } }[];
    };
    expect(await row(at, 's3')).toMatchObject({ status: 'on_time' });
    const seq = String(events[1]?.event.seq);
    await at.ask('revoke', seq, '--reason', 'meant for one');
    expect(await row(at, 's3')).toMatchObject({ status: 'penalized' });
    expect(await row(at, 's2')).toMatchObject({ status: 'on_time' });
    expect((await at.say('revoke', seq, '--reason', 'again')).error).toContain('revoked already');
    expect((await at.say('revoke', '1', '--reason', 'r')).error).toContain('only an extension can be revoked');
    expect((await at.say('revoke', '999', '--reason', 'r')).error).toContain('no event 999');
  });

  test.each<[string[], string]>([
    [['extend', 's2', 'quick'], 'one of --until, --hours and --days'],
    [['extend', 's2', 'quick', '--hours', '1', '--days', '1'], 'one of --until, --hours and --days'],
    [['extend', 's2', 'quick', '--until', 'tomorrow'], 'is not a timestamp'],
    [['extend', 's2', 'quick', '--until', '2027-02-11T00:00:00'], 'without offset'],
    [['extend', 's9', 'quick', '--hours', '1'], 'Nobody on the roster is “s9”'],
    [['extend', 's2', 'quik', '--hours', '1'], 'There is no assignment quik'],
    [['waive', 's2', 'quick', '1.5'], 'must be a whole number'],
    [['accommodate', 's2', '--multiplier', 'twice'], 'is not a decimal number'],
    [['select', '99'], 'never received'],
    [['due-change', 'quick', '--to', '2027-02-30T10:00:00'], 'is not a wall time'],
  ])('late %j is refused', async (args, message) => {
    await using at = await openedDesk();
    const seq = await head(at);
    const { code, error, out } = await at.say(...args, '--reason', 'r');
    expect({ code, out }).toEqual({ code: EXIT.badInput, out: '' });
    expect(error).toContain(message);
    expect(await head(at)).toBe(seq);
  });
});

describe('late explain', () => {
  test('gives the whole calculation, with event numbers', async () => {
    await using at = await openedDesk();
    await at.ask('extend', 's2', 'quick', '--hours', '3', '--reason', 'flu');
    const { out } = await at.say('explain', 'Bob Ray', 'quick');
    expect(out.split('\n')).toEqual([
      'quick, Bob Ray (s2): 5 late hours used, a penalty of 5%.',
      '  1. quick was due Wed, Feb 10, 2027, 11:59:00 PM UTC; an extension moved that to Thu, Feb 11, 2027, 2:59:00 AM UTC. [13] (flu)',
      '  2. Submission 8 counts, the last one that was accepted, made Thu, Feb 11, 2027, 12:58:59 PM UTC. [9]',
      '  3. That is 35999 seconds (9 h 59 m 59 s) after the due time.',
      '  4. Every begun late hour of 3600 seconds counts, so this is rounded up to 10 late hours.',
      '  5. Before this assignment, 5 of 5 late hours were left.',
      '  6. 5 late hours used, which leaves 0.',
      '  7. 5 late hours could not be paid from the budget.',
      '  8. 5 × 1% is 5% of the score earned.',
      '  9. Score: 90.50 → 85.98. [10]',
      'As of event 13; later events may alter it. Numbers in brackets are events of the ledger.',
      '',
    ]);
  });

  test('says nothing of who it is where others will read it', async () => {
    await using at = await openedDesk();
    await at.ask('accommodate', 's2', '--blanket-hours', '1', '--reason', 'accommodation letter');
    for (const form of [[], ['--json']]) {
      const { out } = await at.say('explain', 's2', 'quick', '--anonymous', ...form);
      expect(out).toContain('12 late hours');
      for (const secret of ['Bob', 's2', 's3', '"8"', 'ubmission 8', 'letter', 'bob@'])
        expect(out).not.toContain(secret);
    }
  });
});

describe('late show, recompute and verify-log', () => {
  test('show gives what was true at an earlier event', async () => {
    await using at = await openedDesk();
    const then = await head(at);
    await at.ask('waive', 's1', 'quick', 'all', '--reason', 'r');
    expect(await at.ask('show', 's1', '--as-of', String(then))).toMatchObject({ used: 1, asOfSeq: then });
    expect(await at.ask('show', 's1')).toMatchObject({ used: 0 });
    expect((await at.say('show', 's1')).out).toMatch(/5 of 5 late hours left, 0 used/);
    expect((await at.say('show', 's1', '--as-of', 'monday')).error).toContain('neither the number of an event');
  });

  test('recompute --check finds charges that were changed; recompute mends them', async () => {
    await using at = await openedDesk();
    const ledger = new Database(at.ledger);
    ledger.exec(`UPDATE charges SET body = replace(body, '"used":1', '"used":0') WHERE student = 's1'`);
    ledger.close();
    const found = await at.say('recompute', '--check');
    expect(found).toMatchObject({ code: 1, out: saying('The stored charges of s1 are not') });
    expect((await at.say('recompute')).code).toBe(EXIT.passed);
    expect((await at.say('recompute', '--check')).code).toBe(EXIT.passed);
  });

  test('verify-log finds a change and a cut', async () => {
    await using at = await openedDesk();
    const { head: kept } = (await at.ask('verify-log')) as { head: { seq: number; hash: string } };
    expect((await at.say('verify-log', '--head', `${kept.seq}:${kept.hash}`)).code).toBe(EXIT.passed);
    const ledger = new Database(at.ledger);
    ledger.exec(`DROP TRIGGER eventsAreNotChanged; UPDATE events SET actor = 'staff:eve' WHERE seq = ${kept.seq}`);
    ledger.exec(`DROP TRIGGER eventsAreNotDeleted`);
    ledger.close();
    expect(await at.say('verify-log')).toMatchObject({
      code: 1,
      out: saying(`Event ${kept.seq}: it was changed`),
    });
    const cut = new Database(at.ledger);
    cut.pragma('foreign_keys = OFF');
    cut.exec(`DELETE FROM events WHERE seq = ${kept.seq}`);
    cut.close();
    const { code, out } = await at.say('verify-log', '--head', `${kept.seq}:${kept.hash}`);
    expect(code).toBe(1);
    expect(out).toContain('the log was cut off or written anew');
  });

  test('without a ledger, says how to begin one', async () => {
    await using at = await desk();
    expect(await at.say('show', 's1')).toMatchObject({
      code: EXIT.badInput,
      error: saying('late import course'),
    });
  });
});
