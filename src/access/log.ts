import { run, type Store } from '../db/store.js';
import { actorOfPerson, type Person } from './person.js';

/** What is noted, for whoever asks later who came in and who looked at whom. */
type AccessKind =
  | 'signedIn'
  | 'signedOut'
  | 'signInRefused'
  | 'linkAsked'
  | 'linkIssued'
  | 'accessRevoked'
  | 'deviceApproved'
  | 'deviceDenied'
  | 'sessionRevoked'
  | 'tokenRevoked'
  | 'studentViewed';

interface Noted {
  readonly course: string;
  readonly kind: AccessKind;
  readonly accountId: string | null;
  /** As in the ledger: `student:s1`, `staff:ada`; `nobody` where it is not known. */
  readonly actor: string;
  /** Whom it is about, by key, where that is somebody else. */
  readonly student?: string | null;
  /** A word: never a name, an address or a secret. */
  readonly detail?: string | null;
}

export function noteAccess(store: Store, { student = null, detail = null, ...noted }: Noted): void {
  const at = store.now().toISOString();
  run(store, store.query.insertInto('accessLog').values({ at, student, detail, ...noted }));
}

/** What somebody who is signed in did. */
export function noteBy(
  store: Store,
  person: Person,
  kind: AccessKind,
  rest: { readonly student?: string; readonly detail?: string } = {},
): void {
  const { course, accountId } = person;
  noteAccess(store, { course, kind, accountId, actor: actorOfPerson(person), ...rest });
}
