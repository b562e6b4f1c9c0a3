import { expect, test } from 'vitest';
import { releaseCheck } from '../../src/ledger/questions/releaseCheck.js';
import { recordEvents } from '../../src/ledger/recordEvents.js';
import { admit } from '../../src/work/admit.js';
import { cancel } from '../../src/work/decide.js';
import { resultsOf } from '../../src/work/results.js';
import type { Store } from '../../src/db/store.js';
import { beginCourse, COURSE, draft, newStore } from '../ledger/sample.js';
import { request } from './sample.js';

const OURS = '2027-02-10T20:59:00.000000-08:00';
const LATER = '2027-02-12T20:59:00.000000-08:00';

const flagsOf = (store: Store, id: string): unknown => {
  const results = resultsOf(store, id, () => ({ questions: [], manual: [] }));
  return (results?.extra_data['late'] as { flags?: unknown } | undefined)?.flags;
};
const mismatches = (store: Store): readonly string[] =>
  releaseCheck({ store, course: COURSE }, 'hw1')
    .blockers.map(({ text }) => text)
    .filter((line) => line.includes('another due time'));

test('a due time that Gradescope has otherwise is flagged, and no longer once both agree', async () => {
  await using ledger = await newStore();
  const { store } = ledger;
  beginCourse(store);
  const { id } = admit(store, request({ platformDues: [LATER] }));
  cancel(store, id);
  expect(flagsOf(store, id)).toEqual(['due_mismatch']);
  expect(mismatches(store)).toEqual([expect.stringContaining('submission 7')]);

  // Staff grant here what they had granted there.
  const extension = { type: 'extension_granted', student: 's4', assignment: 'hw1', kind: 'days', days: 2 } as const;
  recordEvents({ store, course: COURSE }, [draft(extension)]);
  expect(flagsOf(store, id)).toEqual([]);
  expect(mismatches(store)).toEqual([]);

  // A re-run tells the platform's times anew, and queues what was cancelled; one that tells none changes nothing.
  const sentAgain = (platformDues?: readonly string[]): unknown => {
    admit(store, request(platformDues === undefined ? {} : { platformDues }));
    cancel(store, id);
    return flagsOf(store, id);
  };
  expect(sentAgain([OURS])).toEqual(['due_mismatch']);
  expect(sentAgain()).toEqual(['due_mismatch']);
  expect(sentAgain(['no time', LATER])).toEqual([]);
});
