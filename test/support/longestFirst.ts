import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * What takes more than half a minute on two cores, longest first. On a fresh clone vitest knows no durations and begins
 * with the files of the most bytes, so that the longest of these would run alone at the end of their group.
 */
const LONGEST = [
  'parity/parity',
  'corpus/limits',
  'corpus/process',
  'corpus/results',
  'graders/hw1',
  'graders/hw3',
  'graders/hw2',
  'corpus/protocol',
  'sandbox/python',
  'graders/hw4',
  'e2e/regrade',
  'grading/standstill',
  'gradescope/service',
  'ledger/crash',
  'validate/validate',
  'sandbox/brokenEngine',
  'grading/deadCells',
  'grading/forgery',
  'grading/calls',
  'cli/regrade',
];

/** The order of test files: groups as they are, in each the long ones first. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const gone = LONGEST.filter((name) => !existsSync(join(import.meta.dirname, '..', `${name}.test.ts`)));
    if (gone.length > 0) throw new Error(`test/support/longestFirst.ts names files that are gone: ${gone.join(', ')}`);
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = LONGEST.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return place === -1 ? LONGEST.length : place;
    };
    const group = ({ project }: TestSpecification): number => project.config.sequence.groupOrder;
    return sorted.sort((a, b) => group(a) - group(b) || rank(a) - rank(b));
  }
}
