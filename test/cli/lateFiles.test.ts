import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EXIT } from '../../src/cli/exitCodes.js';
import { SYSTEM } from '../../src/ledger/actor.js';
import { courseFindings } from '../../src/cli/late/courseFindings.js';
import { fileDifferences } from '../../src/ledger/questions/fileDifferences.js';
import { differenceInOptions } from '../../src/cli/refusalText.js';
import { recordNew } from '../../src/ledger/commands/importCourse.js';
import { readCourseFiles } from '../../src/ledger/courseFiles.js';
import { openForWriting } from '../../src/ledger/open.js';
import { QUICK_COURSE_DIR } from '../support/folder.js';
import { head, openedDesk, row, saying, type Desk } from './lateStaff.js';

const folderOf = (at: Desk): string => join(at.folder, 'course');

/** What a server does at its start: how many events it recorded, and what it found. */
async function start(at: Desk): Promise<{ events: number; found: string[] }> {
  const files = await readCourseFiles(folderOf(at));
  using store = openForWriting(at.ledger, { now: () => new Date() });
  const ledger = { store, course: 'quick' };
  const { events, changes } = recordNew(ledger, SYSTEM, files);
  expect(changes).toEqual([]);
  return {
    events: events.length,
    found: fileDifferences(ledger, files).map((found) => differenceInOptions(found, files.dir)),
  };
}

async function edit(at: Desk, file: string, from: string | RegExp, to: string): Promise<void> {
  const path = join(folderOf(at), file);
  const text = await readFile(path, 'utf8');
  expect(text).toMatch(from);
  await writeFile(path, text.replace(from, to));
}

describe('a course whose files and ledger differ', () => {
  test('a start after `late due-change` leaves the due time alone, and says which command settles it', async () => {
    await using at = await openedDesk();
    const before = await head(at);
    const { events, found } = await start(at);
    expect(events).toBe(0);
    expect(found).toEqual([saying("quick's dueLocal is 2027-02-10T23:59:00 in the ledger (event ")]);
    expect(found[0]).toContain('staff:ada');
    const command = /`assay late (.*) --reason …`/u.exec(found[0] ?? '')?.[1]?.split(' ') ?? [];
    expect(await head(at)).toBe(before);
    expect(await row(at, 's2')).toMatchObject({ hoursLate: 13 });

    const again = await at.say('import', 'course', folderOf(at));
    expect(again).toMatchObject({ code: EXIT.badInput, error: saying('--reason') });
    await at.ask(...command, '--reason', 'the file is right');
    expect(await row(at, 's2')).toMatchObject({ status: 'on_time' });
    expect(await start(at)).toEqual({ events: 0, found: [] });
  });

  test.each([
    ['the policy', 'late.yaml', 'budgetHours: 5', 'budgetHours: 50', "policy's budgetHours is 5"],
    ['the points', 'quick/assignment.yaml', /points: 3\b/u, 'points: 7', "quick's maxScore is "],
    ['the zone', 'course.yaml', /timeZone: .*/u, 'timeZone: Asia/Tokyo', "quick's timeZone is "],
    ['a cut-off', 'late.yaml', '}', '}\nassignments: { quick: { cutoffHours: 1 } }', "quick's cutoffHours is not set"],
    [
      'an exemption',
      'late.yaml',
      '}',
      '}\nassignments: { quick: { lateExempt: true } }',
      "quick's lateExempt is false",
    ],
  ])('a start leaves %s alone', async (_, file, from, to, text) => {
    await using at = await openedDesk();
    await edit(at, file, from, to);
    const { events, found } = await start(at);
    expect(events).toBe(0);
    expect(found.join('\n')).toContain(text);
    await at.ask('import', 'course', folderOf(at), '--reason', 'the files are right');
    expect(await start(at)).toEqual({ events: 0, found: [] });
  });

  test('a start records what the ledger says nothing of, and who works on the course', async () => {
    await using at = await openedDesk();
    await cp(join(QUICK_COURSE_DIR, 'quick'), join(folderOf(at), 'later'), { recursive: true });
    await edit(at, 'later/assignment.yaml', /^id: quick$/mu, 'id: later');
    await edit(at, 'late.yaml', /$/u, 'staff: { ada: { role: instructor } }\n');
    expect((await start(at)).events).toBe(2);
    expect(await row(at, 's1', 'later')).toMatchObject({ status: 'none' });
    expect((await start(at)).events).toBe(0);
  });

  test('the same due time in other words is no difference', async () => {
    await using at = await openedDesk();
    await at.ask('due-change', 'quick', '--to', '2027-05-01T23:59', '--reason', 'r');
    await edit(at, 'quick/assignment.yaml', '2027-04-15T23:59', '2027-05-01T23:59:00');
    expect((await start(at)).found).toEqual([]);
  });

  test('`late release check` and `doctor` name it', async () => {
    await using at = await openedDesk();
    const check = (): ReturnType<Desk['say']> => at.say('release', 'check', 'quick', '--course', folderOf(at));
    const told = saying("quick's dueLocal is 2027-02-10T23:59:00 in the ledger");
    expect(await check()).toMatchObject({ code: 1, out: told });
    expect((await at.say('release', 'check', 'quick')).out).toContain('were not compared with the ledger');
    const findings = await courseFindings({ ledger: at.ledger, course: folderOf(at) });
    expect(findings).toEqual([{ level: 'warn', subject: 'course', text: told }]);
    await at.ask('import', 'course', folderOf(at), '--reason', 'the files are right');
    expect((await check()).out).not.toContain('dueLocal');
    expect(await courseFindings({ ledger: at.ledger, course: folderOf(at) })).toMatchObject([{ level: 'ok' }]);
  });
});
