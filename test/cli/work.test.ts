import { expect, test } from 'vitest';
import { EXIT } from '../../src/cli/exitCodes.js';
import { workCommand } from '../../src/cli/work.js';
import { recordEvents } from '../../src/ledger/recordEvents.js';
import { all } from '../../src/db/store.js';
import { cancel } from '../../src/work/decide.js';
import { statusOf } from '../../src/work/status.js';
import { beginCourse, COURSE, draft, newStore } from '../ledger/sample.js';
import { submit } from '../work/sample.js';
import { saying, typed } from './lateStaff.js';

test('staff see what needs them, force and cancel by a command, beside a server that has the ledger open', async () => {
  await using ledger = await newStore();
  const { store, file } = ledger;
  beginCourse(store);
  const say = (...args: string[]): ReturnType<typeof typed> =>
    typed(workCommand, ['work', ...args, '--ledger', file], 'ada');
  const { id } = submit(store, 's1@example.edu', { submissionId: '4711' });
  cancel(store, id);
  expect((await say('list', '--state', 'cancelled')).out).toContain(`${id}  hw1         4711`);
  expect((await say('list')).out).toBe('There is none.\n');

  expect(await say('force', '4711')).toMatchObject({ code: EXIT.badInput, error: saying('--reason') });
  expect(await say('force', '4711', '--reason', ' ')).toMatchObject({ code: EXIT.badInput, error: saying('--reason') });
  const tried = await say('force', '4711', '--reason', 'ticket 7', '--dry-run');
  expect(tried).toMatchObject({ code: EXIT.passed, out: saying('cancelled → queued.\nDry run') });
  expect(statusOf(store, id)?.state).toBe('cancelled');
  expect((await say('force', '4711', '--reason', 'ticket 7')).out).toContain('cancelled → queued');
  expect((await say('force', id, '--reason', 'ticket 7')).out).toContain('is queued already');
  expect(statusOf(store, id)?.state).toBe('queued');
  const stopped = await say('cancel', id, '--reason', 'ticket 8', '--json');
  expect(JSON.parse(stopped.out)).toMatchObject({ submissionId: '4711', before: 'queued', state: 'cancelled' });
  expect(all(store, store.query.selectFrom('workDecisions').select(['decision', 'actor', 'reason']))).toEqual([
    { decision: 'cancel', actor: 'system', reason: 'The platform asked for it.' },
    { decision: 'force', actor: 'staff:ada', reason: 'ticket 7' },
    { decision: 'cancel', actor: 'staff:ada', reason: 'ticket 8' },
  ]);

  const { id: unreadable } = submit(store, 's2@example.edu', { notebook: null, unreadable: 'Nothing.' });
  for (const [which, why] of [
    ['nothing', 'no work nothing'],
    [unreadable, 'is unreadable'],
  ] as const) {
    expect(await say('force', which, '--reason', 'r')).toMatchObject({ code: EXIT.badInput, error: saying(why) });
  }
  recordEvents({ store, course: COURSE }, [
    draft({ type: 'staff_set', staff: { bob: { role: 'instructor', waiveHours: 0 } } }),
  ]);
  const refused = await say('force', '4711', '--reason', 'r');
  expect(refused).toMatchObject({ code: EXIT.badInput, error: saying('ada is not on the staff') });
});
