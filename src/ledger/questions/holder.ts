import type { Holder } from '../../access/accounts.js';
import type { Ledger } from '../ledger.js';
import { readStaff } from '../staff.js';
import { studentOf } from '../students.js';

/** Whom staff mean: a member of staff by the name in late.yaml, else the one student who is called so. */
export function holderOf(ledger: Ledger, who: string): Holder {
  const { store, course } = ledger;
  return Object.hasOwn(readStaff(store, course), who) ? { staff: who } : { student: studentOf(ledger, who).student };
}
