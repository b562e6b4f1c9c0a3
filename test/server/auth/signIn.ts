import { personFor, type Holder } from '../../../src/access/accounts.js';
import { createSession } from '../../../src/access/sessions.js';
import { putStudent } from '../../../src/ledger/roster.js';
import { setStaff } from '../../access/people.js';
import type { TestServer } from '../harness.js';
import { browser, type Browser } from './browser.js';

/** Students s1 and s2, and staff of every role, in the quick course. */
export function putPeople({ store }: TestServer): void {
  for (const student of ['s1', 's2']) {
    const email = `${student}@example.edu`;
    putStudent({ store, course: 'quick' }, { student, name: `Student ${student}`, email, sid: null, section: null });
  }
  setStaff(store, 'quick', {
    ada: { role: 'instructor', waiveHours: 12 },
    hedy: { role: 'head-ta', waiveHours: 12 },
    tim: { role: 'ta', waiveHours: 12 },
  });
}

/** A browser in which somebody of the quick course is signed in. */
export function signedInBrowser(server: TestServer, holder: Holder): Browser {
  const user = browser(server);
  const { accountId } = personFor({ store: server.store, course: 'quick' }, holder);
  user.cookies.set('session', createSession(server.store, accountId, 'link').text);
  return user;
}
