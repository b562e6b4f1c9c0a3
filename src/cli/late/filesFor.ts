import { readCourseFiles, type CourseFiles } from '../../ledger/courseFiles.js';
import { UsageError } from '../exitCodes.js';
import { DEFAULT_COURSE_DIR } from '../setting.js';
import { courseOf, openReader, type LedgerOptions } from './options.js';

/**
 * The files of the ledger's course, where they are at hand: in the folder that is named, else the package's own course,
 * if that is it.
 *
 * @throws {UsageError} where the folder that is named is another course's.
 */
export async function filesFor(
  options: LedgerOptions & { readonly course?: string | undefined },
): Promise<CourseFiles | undefined> {
  using store = await openReader(options);
  const course = courseOf(store, options);
  const dir = options.course;
  const files = await readCourseFiles(dir ?? DEFAULT_COURSE_DIR);
  if (files.course === course) return files;
  if (dir === undefined) return undefined;
  throw new UsageError(`${dir} is the folder of ${files.course}, and the ledger is asked about ${course}.`);
}
