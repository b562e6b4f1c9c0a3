import { formatInstant } from './instant.js';
import type { AssignmentLedger, Ledger } from './ledger.js';
import type { Preview } from './preview.js';

/** The ledger as JSON, one key per student. The explanation is not in it: it is for people, and has its own command. */
export function ledgerDocument(ledger: Ledger): Record<string, unknown> {
  return Object.fromEntries(
    [...ledger].map(([student, { budget, used, remaining, assignments }]) => [
      student,
      {
        budget,
        used,
        remaining,
        assignments: Object.fromEntries([...assignments].map(([id, row]) => [id, rowDocument(row)])),
      },
    ]),
  );
}

/** The price of a submission as JSON. */
export function previewDocument({ changesElsewhere: _, currentHourEndsAt, ...numbers }: Preview): object {
  return {
    ...numbers,
    currentHourEndsAt: currentHourEndsAt === null ? null : formatInstant(currentHourEndsAt),
  };
}

function rowDocument({ effectiveDue, frozen, notCounted, trace: _, ...row }: AssignmentLedger): object {
  return {
    effectiveDue: formatInstant(effectiveDue),
    ...row,
    ...(frozen ? { frozen } : {}),
    ...(notCounted.length === 0 ? {} : { notCounted }),
  };
}
