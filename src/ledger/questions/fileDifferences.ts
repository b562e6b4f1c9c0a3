import type { Remark } from '../../base/refusal.js';
import { isDeepStrictEqual } from 'node:util';
import type { CourseFiles } from '../courseFiles.js';
import { assignmentSets } from '../courseFiles.js';
import type { Ledger } from '../ledger.js';
import { differingTerms, readSaid, type Source } from '../ledgerSays.js';

/** Something that the ledger says, and the course's files say otherwise. The ledger's word counts. */
export interface FileDifference {
  /** An assignment; absent where the policy differs. */
  readonly assignment?: string;
  /** A field of the policy, or a term of the assignment. */
  readonly term: string;
  readonly ledger: unknown;
  readonly file: unknown;
  /** The event that says so in the ledger. */
  readonly source: Source | undefined;
}

/** Where a course's files and its ledger differ. What the ledger says nothing of yet is no difference. */
export function fileDifferences(ledger: Ledger, files: CourseFiles): FileDifference[] {
  const said = readSaid(ledger);
  const differences: FileDifference[] = [];
  if (said.policy !== undefined) {
    const theirs = new Map(Object.entries(files.late.policy));
    for (const [term, ours] of Object.entries(said.policy)) {
      const file = theirs.get(term);
      if (isDeepStrictEqual(ours, file)) continue;
      differences.push({ term, ledger: ours, file, source: said.policyFrom });
    }
  }
  for (const set of assignmentSets(files)) {
    const { assignment } = set;
    const known = said.terms.get(assignment);
    for (const term of differingTerms(said, set)) {
      differences.push({ assignment, term, ledger: known?.set[term], file: set[term], source: known?.from.get(term) });
    }
  }
  return differences;
}

/** A difference in words. @param dir the folder of the files. */
export function differenceRemark(difference: FileDifference, dir: string): Remark {
  const { assignment = '', term, file } = difference;
  return {
    code: 'otherInFiles',
    text: differenceText(difference),
    remedy: 'Course staff: write it into the files, or take theirs.',
    values: { assignment, term, to: String(file), dir },
  };
}

function differenceText({ assignment, term, ledger, file, source }: FileDifference): string {
  const where = source === undefined ? '' : ` (event ${source.seq}, ${source.actor})`;
  const subject = assignment === undefined ? `The policy's ${term}` : `${assignment}'s ${term}`;
  return (
    `${subject} is ${worded(ledger)} in the ledger${where} and ${worded(file)} in the course's files. The ledger's ` +
    'counts.'
  );
}

function worded(value: unknown): string {
  if (value === null || value === undefined) return 'not set';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
