import { expect, it } from 'vitest';
import { createLink, findLink, listLinks, redeemLink, revokeLinks } from '../../src/access/links.js';
import type { Store } from '../../src/db/store.js';
import { putStudent } from '../../src/ledger/roster.js';
import { COURSE, door } from './people.js';

const terms = ({ store }: { store: Store }, hours = 24) => ({
  by: 'staff:ada',
  endsAt: new Date(store.now().getTime() + hours * 3_600_000).toISOString(),
});

it('signs in once, however often it was looked at before', async () => {
  await using own = await door();
  const { text, id } = createLink(own.store, own.person({ student: 's1' }).accountId, terms(own));
  for (let scan = 0; scan < 3; scan++) expect(findLink(own.store, text)?.student).toBe('s1');
  expect(findLink(own.store, id)).toBeUndefined();
  expect(redeemLink(own.store, text)?.student).toBe('s1');
  expect(redeemLink(own.store, text)).toBeUndefined();
  expect(findLink(own.store, text)).toBeUndefined();
  expect(JSON.stringify(own.store.sqlite.prepare('SELECT * FROM signInLinks').all())).not.toContain(text);
});

it('ends with its time, and with the person’s place in the course', async () => {
  await using own = await door();
  const { accountId } = own.person({ student: 's1' });
  const [late, gone] = [createLink(own.store, accountId, terms(own)), createLink(own.store, accountId, terms(own, 48))];
  own.pass(24);
  expect(redeemLink(own.store, late.text)).toBeUndefined();
  expect(findLink(own.store, gone.text)).toBeDefined();
  putStudent(
    { store: own.store, course: COURSE },
    { student: 's1', name: null, email: null, sid: null, section: null },
  );
  expect(redeemLink(own.store, gone.text)).toBeUndefined();
});

it('is listed while it is good, and revoked with its account’s others', async () => {
  await using own = await door();
  const mine = own.person({ student: 's1' }).accountId;
  const theirs = own.person({ staff: 'ada' }).accountId;
  const [a, b] = [createLink(own.store, mine, terms(own)), createLink(own.store, theirs, terms(own))];
  expect(listLinks(own.store, mine)).toMatchObject([{ id: a.id, issuedBy: 'staff:ada' }]);
  expect(revokeLinks(own.store, mine)).toBe(1);
  expect(listLinks(own.store, mine)).toEqual([]);
  expect(redeemLink(own.store, a.text)).toBeUndefined();
  expect(redeemLink(own.store, b.text)?.staff).toBe('ada');
});
