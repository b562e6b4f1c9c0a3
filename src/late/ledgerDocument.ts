import { formatInstant } from './instant.js';
import type { AssignmentLedger, Ledger, NotCounted, OpenPoints, StudentLedger } from './ledger.js';
import type { Preview } from './preview.js';

type RowDocument = Omit<AssignmentLedger, 'effectiveDue' | 'open' | 'frozen' | 'notCounted' | 'trace'> & {
  readonly effectiveDue: string;
  readonly open?: OpenPoints;
  readonly frozen?: true;
  readonly notCounted?: readonly NotCounted[];
};

type StudentDocument = Omit<StudentLedger, 'assignments'> & { readonly assignments: Record<string, RowDocument> };

/** The ledger as JSON, one key per student. The explanation is not in it: it is for people, and has its own command. */
export function ledgerDocument(ledger: Ledger): Record<string, StudentDocument> {
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
export function previewDocument(preview: Preview): object {
  const { accepted, hoursLate, hoursUsed, additionalHours, currentHourEndsAt, ...after } = preview;
  const { penaltyHours, penaltyBp, remainingAfter } = after;
  return {
    ...{ accepted, hoursLate, hoursUsed, additionalHours, penaltyHours, penaltyBp, remainingAfter },
    currentHourEndsAt: currentHourEndsAt === null ? null : formatInstant(currentHourEndsAt),
  };
}

function rowDocument({ effectiveDue, open, frozen, notCounted, trace: _, ...row }: AssignmentLedger): RowDocument {
  return {
    effectiveDue: formatInstant(effectiveDue),
    ...row,
    ...(open === null ? {} : { open }),
    ...(frozen ? { frozen } : {}),
    ...(notCounted.length === 0 ? {} : { notCounted }),
  };
}
