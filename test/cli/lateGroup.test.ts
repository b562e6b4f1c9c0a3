import { expect, test } from 'vitest';
import { EXIT } from '../../src/cli/exitCodes.js';
import { head, openedDesk, row, saying } from './lateStaff.js';

test('late group add and remove say who has a submission, and explain says why', async () => {
  await using at = await openedDesk();
  const add = ['group', 'add', '8', 'ann@example.edu'];
  const seq = await head(at);
  expect(await at.say(...add)).toMatchObject({ code: EXIT.badInput, error: saying('--reason') });
  const tried = await at.say(...add, '--dry-run');
  expect(tried.out).toContain('s1 Ann Lee: ');
  expect(tried.out).toContain('late hours 1 → 13');
  expect(tried.out).toContain('s1 has submission 7 of quick as well');
  expect(await head(at)).toBe(seq);

  await at.ask(...add, '--reason', 'ticket 7', '--command-id', 'g1');
  expect(await row(at, 's1')).toMatchObject({ submissionId: '8', hoursLate: 13, hoursUsed: 5, penaltyHours: 8 });
  expect(await row(at, 's2')).toMatchObject({ submissionId: '8', hoursLate: 13 });
  const after = await head(at);
  await at.ask(...add, '--reason', 'ticket 7', '--command-id', 'g1');
  expect(await head(at)).toBe(after);
  expect(await at.say(...add, '--reason', 'again')).toMatchObject({ code: EXIT.badInput, error: saying('already') });
  const joined = (await at.say('explain', 's1', 'quick')).out;
  expect(joined).toContain(`joined the group of submission 8 after it was handed in. [${after}] (ticket 7)`);
  expect((await at.say('explain', 's1', 'quick', '--anonymous')).out).toContain('joined the group of a submission');
  expect((await at.say('show', 's1')).out).toMatch(/submission_members_changed +joined s1, submissionId 8 +ticket 7/u);

  await at.ask('group', 'remove', '8', 's1', '--reason', 'a mistake');
  expect(await row(at, 's1')).toMatchObject({ submissionId: '7', hoursUsed: 1, finalScore: '80.00' });
  const left = (await at.say('explain', 's1', 'quick')).out;
  expect(left).toContain(`no longer in the group of submission 8. [${after + 1}] (a mistake)`);
  await at.ask('group', 'remove', '8', 's2', '--reason', 'worked alone');
  expect(await row(at, 's2')).toMatchObject({ status: 'none', hoursUsed: 0 });
  const last = await at.say('group', 'remove', '8', 's3', '--reason', 'r');
  expect(last).toMatchObject({ code: EXIT.badInput, error: saying('void it instead') });
  for (const [id, why] of [
    ['99', 'never received'],
    ['8', 's2 does not hand in submission 8'],
  ] as const) {
    const refused = await at.say('group', 'remove', id, 's2', '--reason', 'r');
    expect(refused).toMatchObject({ code: EXIT.badInput, error: saying(why) });
  }
  const select = await at.say('select', '8', '--reason', 'r', '--json');
  expect(select.out).toContain('"s3"');
  expect(select.out).not.toContain('"s2"');
});
