import { expect, test } from 'vitest';
import { compiledOnce } from '../../src/db/compiledOnce.js';
import { all, first, run } from '../../src/db/store.js';
import type { Tables } from '../../src/db/tables.js';
import { COURSE, newStore } from '../ledger/sample.js';

const put = compiledOnce((query, { course, student, ...person }: Tables['students']) =>
  query
    .insertInto('students')
    .values({ course, student, ...person })
    .onConflict((conflict) => conflict.columns(['course', 'student']).doUpdateSet(person)),
);
const named = compiledOnce((query, { name }: { name: string }) =>
  query.selectFrom('students').select('student').where('course', '=', COURSE).where('name', '=', name),
);

test('a query has the values that it is given each time, wherever they stand in it', async () => {
  await using ledger = await newStore();
  const { store } = ledger;
  const ada = { course: COURSE, student: 's1', name: 'Ada', email: null, sid: null, section: null };
  run(store, put(ada));
  run(store, put({ ...ada, student: 's2', name: 'Bo', sid: '7' }));
  run(store, put({ ...ada, name: 'Ada B.', section: 'x' }));
  expect(all(store, store.query.selectFrom('students').selectAll().orderBy('student'))).toEqual([
    { ...ada, name: 'Ada B.', section: 'x' },
    { ...ada, student: 's2', name: 'Bo', sid: '7' },
  ]);
  expect(first(store, named({ name: 'Bo' }))).toEqual({ student: 's2' });
  expect(first(store, named({ name: 'Ada' }))).toBeUndefined();
});

test('it is built once, whatever it is asked', () => {
  let built = 0;
  const counted = compiledOnce((query, { name }: { name: string }) => {
    built++;
    return query.selectFrom('students').selectAll().where('name', '=', name);
  });
  expect(counted({ name: 'Ada' }).compile().parameters).toEqual(['Ada']);
  expect(counted({ name: 'Bo' }).compile().parameters).toEqual(['Bo']);
  expect(built).toBe(1);
});
