import { actorOfPerson } from '../../access/person.js';
import { all } from '../../db/store.js';
import type { Ledger } from '../ledger.js';
import { holderOf } from './holder.js';

/** What was noted at the door. Keys and words, never names. */
export interface AccessLine {
  readonly at: string;
  readonly kind: string;
  readonly actor: string;
  /** Whom it is about, where that is somebody else. */
  readonly student: string | null;
  readonly detail: string | null;
}

interface AccessLogAsk {
  /** Of whom: what they did, and what was done about them; of everybody where absent. */
  readonly who?: string | undefined;
  readonly limit: number;
}

/** The newest of what was noted, the newest last. @throws {Refusal} where the course has no such person. */
export function accessLog(ledger: Ledger, { who, limit }: AccessLogAsk): AccessLine[] {
  const { store, course } = ledger;
  const lines = store.query
    .selectFrom('accessLog')
    .select(['at', 'kind', 'actor', 'student', 'detail'])
    .where('course', '=', course)
    .orderBy('seq', 'desc')
    .limit(limit);
  if (who === undefined) return all(store, lines).reverse();
  const [student, staff] = [null, null];
  const holder = { student, staff, ...holderOf(ledger, who) };
  const of = lines.where((where) =>
    where.or([where('actor', '=', actorOfPerson(holder)), where('student', '=', holder.student)]),
  );
  return all(store, of).reverse();
}
