import { personFor } from '../../src/access/accounts.js';
import { createSession } from '../../src/access/sessions.js';
import { COURSE, type Stage } from './stage.js';

/** A cookie by which a student is signed in. */
export function session({ store }: Pick<Stage, 'store'>, student: string): string {
  const { accountId } = personFor({ store, course: COURSE }, { student });
  return `session=${createSession(store, accountId, 'link').text}`;
}
