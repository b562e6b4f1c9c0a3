import { expect, it } from 'vitest';
import { openPlaces } from '../../src/work/places.js';
import { openProgress } from '../../src/work/progress.js';
import { readWork, type Work } from '../../src/work/rows.js';
import { dispatch, putBack } from '../../src/work/dispatch/transitions.js';
import { beginCourse, newStore } from '../ledger/sample.js';
import { submit } from './sample.js';

it('tells each its place, from one look for all who wait', async () => {
  await using own = await newStore();
  const { store } = own;
  beginCourse(store);
  const progress = openProgress();
  let looks = 0;
  const counted = { ...store, query: store.query };
  Object.defineProperty(counted, 'query', { get: () => (looks++, store.query) });
  const places = openPlaces(counted, progress);
  const send = (who: string): string => submit(store, `${who}@example.edu`, { workClass: 'feedback' }).id;
  const workOf = (id: string): Work => readWork(store, id) as Work;
  const ids = ['a', 'b', 'c'].map(send);
  const placesOf = () => ids.map((id) => places.of(workOf(id))?.position);
  dispatch(store, ids[1] ?? '');
  expect(placesOf()).toEqual([2, 1, 3]);
  expect(places.of(workOf(ids[0] ?? ''))).toEqual({ position: 2, of: 3 });
  // Who has begun waits no more, whatever the last look said.
  const begun = workOf(ids[1] ?? '');
  progress.note(begun, { phase: 'starting' });
  expect(placesOf()[1]).toBeUndefined();
  // Its worker is gone with its job: it waits again, whatever that worker had told.
  putBack(store, begun);
  expect(placesOf()[1]).toBeDefined();
  // Who comes new is in the line at once.
  expect(places.of(workOf(send('d')))).toEqual({ position: 4, of: 4 });
  const works = ids.map(workOf);
  const [asked, before] = [100, looks];
  for (let time = 0; time < asked; time++) for (const work of works) places.of(work);
  expect(looks - before).toBeLessThan(asked);
});
