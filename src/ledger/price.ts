import type { Ledger } from './ledger.js';
import { preview, type Price } from '../late/preview.js';
import { readLedgerInput } from './ledgerInput.js';
import { read } from '../db/store.js';

/**
 * What it would cost these students to hand the assignment in together now. Nothing is recorded. Undefined where none
 * of them is on the roster, or the ledger does not know the assignment.
 */
export function readPrice(
  ledger: Ledger,
  { party, assignment }: { readonly party: readonly string[]; readonly assignment: string },
): Price | undefined {
  const { store } = ledger;
  return read(store, () => {
    const { input } = readLedgerInput(ledger, { students: party });
    const terms = input.assignments.find(({ id }) => id === assignment);
    const students = input.students.filter((id) => party.includes(id));
    if (terms === undefined || students.length === 0) return undefined;
    const at = store.now().getTime() * 1000;
    const members = students.map((student) =>
      preview(input, { student, partners: students.filter((id) => id !== student), assignment, at }),
    );
    return { at, timeZone: terms.timeZone, members };
  });
}
