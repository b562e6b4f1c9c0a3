import type { Holder } from '../../access/accounts.js';
import type { Ledger } from '../ledger.js';
import { readStaff } from '../staff.js';
import { studentOf } from '../students.js';

/** Whom staff mean: a member of staff by the name in late.yaml, else the one student who is called so. */
export function holderOf(ledger: Ledger, who: string): Holder {
  return Object.hasOwn(readStaff(ledger), who) ? { staff: who } : { student: studentOf(ledger, who).student };
}
