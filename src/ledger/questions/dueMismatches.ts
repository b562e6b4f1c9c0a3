import type { Remark } from '../../base/refusal.js';
import type { Ledger } from '../ledger.js';
import { collectFacts } from '../../late/fold.js';
import { createDueTimes } from '../../late/dueTimes.js';
import { effectiveDue } from '../../late/effectiveDue.js';
import { isSameDues } from '../../late/lateRecord.js';
import { readLedgerInput } from '../ledgerInput.js';
import { readToldDues } from '../../work/rows.js';

/** Submissions that Gradescope, when it last spoke of them, held due at another time than the ledger does. */
export function dueMismatches(ledger: Ledger, assignment: string): Remark[] {
  const dueTimes = createDueTimes();
  const { students, submissions, terms } = collectFacts(readLedgerInput(ledger).input, dueTimes);
  const found = terms.get(assignment);
  if (found === undefined) return [];
  return [...readToldDues(ledger, assignment)].flatMap(([submissionId, told]) => {
    const members = submissions.get(submissionId)?.students ?? [];
    const ours = members.flatMap((id) => {
      const student = students.get(id);
      return student === undefined ? [] : [effectiveDue(student, student.works.get(assignment), found, dueTimes).at];
    });
    if (told.length === 0 || ours.length === 0 || isSameDues(ours, told)) return [];
    const what = `Gradescope has another due time for submission ${submissionId}`;
    return [{ code: 'otherDue', text: `${what}.`, remedy: 'Compare the two.', values: { what } }];
  });
}
