import type { Ledger } from './ledger.js';
import type { EpochMicros } from '../late/instant.js';
import { lateRecord, type LateRecord } from '../late/lateRecord.js';
import { readLedgerInput } from './ledgerInput.js';
import { read } from '../db/store.js';
import { membersOf } from './subjects.js';

/**
 * What a submission used of everybody's late hours who handed it in, as the ledger stands.
 *
 * @param platformDues the due times that the platform tells, to be compared with the ledger's.
 * @returns undefined where it was never received.
 * @throws {LateError} where the ledger cannot be computed.
 */
export function readLateRecord(
  ledger: Ledger,
  submissionId: string,
  platformDues: readonly EpochMicros[] = [],
): LateRecord | undefined {
  const { store } = ledger;
  return read(store, () => {
    const students = membersOf(ledger, submissionId);
    if (students.length === 0) return undefined;
    const { input, policySeq } = readLedgerInput(ledger, { students });
    return lateRecord(input, { submissionId, policySeq, at: store.now().getTime() * 1000, platformDues });
  });
}
