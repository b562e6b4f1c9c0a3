import { existsSync } from 'node:fs';
import type { Finding } from '../../doctor/finding.js';
import { readCourses } from '../../ledger/events.js';
import { fileDifferences } from '../../ledger/questions/fileDifferences.js';
import { readCourseFiles } from '../../ledger/courseFiles.js';
import { differenceInOptions } from '../refusalText.js';
import { ledgerFile, openReader, type LedgerOptions } from './options.js';

/** Where the course's files and its ledger differ; nothing on a machine that has no ledger of this course. */
export async function courseFindings(options: LedgerOptions & { readonly course: string }): Promise<Finding[]> {
  if (!existsSync(await ledgerFile(options))) return [];
  const files = await readCourseFiles(options.course);
  using store = await openReader(options);
  if (!readCourses(store).includes(files.course)) return [];
  const subject = 'course';
  const differences = fileDifferences({ store, course: files.course }, files).map((difference): Finding => ({
    level: 'warn',
    subject,
    text: differenceInOptions(difference, files.dir),
  }));
  if (differences.length > 0) return differences;
  return [{ level: 'ok', subject, text: `${files.course}: its files and its ledger say the same` }];
}
