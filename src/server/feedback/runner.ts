import { actorOfPerson, type Person } from '../../access/person.js';
import { cancel } from '../../work/decide.js';
import { ownRun, type Runner } from '../../work/feedbackRuns.js';
import type { Work } from '../../work/rows.js';
import type { ServerDeps } from '../deps.js';
import { notFound } from '../httpError.js';

/** Whose runs a person's are. Staff try the page as themselves: what they send is nobody's on the roster. */
export function runnerOf({ course, student, accountId }: Person): Runner {
  return { course, party: student ?? `account-${accountId}` };
}

/** @throws {HttpError} 404 where there is no such run, and just so where it is somebody else's. */
export function requireRun({ store }: Pick<ServerDeps, 'store'>, person: Person, id: string): Work {
  const run = ownRun(store, runnerOf(person), id);
  if (run === undefined) throw notFound();
  return run;
}

/** Takes a run back; what is done stays as it is. @throws {HttpError} 404 as `requireRun`. */
export async function takeBack(
  deps: Pick<ServerDeps, 'store' | 'onCancelled' | 'recall'>,
  person: Person,
  id: string,
): Promise<void> {
  requireRun(deps, person, id);
  await deps.recall([id]);
  cancel(deps.store, id, { actor: actorOfPerson(person), reason: 'Whoever sent it took it back.' });
  deps.onCancelled();
}
