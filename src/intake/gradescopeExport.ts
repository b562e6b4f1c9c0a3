import { parse } from 'yaml';
import { z } from 'zod';
import type { SubmittedFile } from './findNotebook.js';
import { openFolder } from './folderFiles.js';
import { openArchive, type ArchiveLimits } from './archive.js';
import { IntakeError } from './intakeError.js';

/** One submission of an export: the active one of its submitters. */
export interface ExportedSubmission {
  /** Gradescope's id, as text. */
  readonly submissionId: string;
  readonly submitters: readonly {
    readonly name: string | null;
    readonly email: string | null;
    readonly sid: string | null;
  }[];
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  readonly score: number | null;
  /** Paths are relative to the submission's own folder. */
  readonly files: readonly SubmittedFile[];
  /** The id of a newer submission, whose files an export does not hold; null where this is the newest. */
  readonly newerId: string | null;
}

export interface GradescopeExport extends Disposable {
  readonly submissions: readonly ExportedSubmission[];
  /** Entries that were left out, with the reason: for course staff. */
  readonly refused: readonly string[];
}

/** For the work of a whole class, which staff downloaded themselves. */
const CLASS_ARCHIVE: ArchiveLimits = {
  maxEntries: 500_000,
  maxTotalBytes: 200_000_000_000,
  maxRatio: 300,
  maxNameBytes: 2_000,
  maxDepth: 40,
};

const METADATA = 'submission_metadata.yml';

const submitterSchema = z.looseObject({
  ':name': z.string().nullish(),
  ':email': z.string().nullish(),
  // A number that was not quoted has lost its zeros; it is all there is.
  ':sid': z.union([z.string(), z.number().transform(String)]).nullish(),
});
const historySchema = z.looseObject({ ':id': z.union([z.string(), z.int()]).nullish(), ':created_at': z.string() });
const submissionSchema = z.looseObject({
  ':submitters': z.array(submitterSchema).nullish(),
  ':created_at': z.string(),
  ':score': z.number().nullish(),
  ':history': z.array(historySchema).nullish(),
});
const exportSchema = z.record(z.string(), submissionSchema);

/**
 * Opens a Gradescope submissions export: the zip as it is downloaded, or its folder. The export's own root folder may
 * have any name; the shallowest `submission_metadata.yml` is the one that counts.
 *
 * @throws IntakeError where it is no such export, or its metadata are not what they should be (the place is named).
 */
export async function openExport(path: string, isFolder: boolean): Promise<GradescopeExport> {
  const refused: string[] = [];
  const onRefused = (entry: string, why: string): void => void refused.push(`${entry}: ${why}`);
  const source = isFolder
    ? await openFolder(path, onRefused)
    : await openArchive(path, { name: path, limits: CLASS_ARCHIVE, onRefused });
  try {
    const metadata = shallowest(source.files);
    if (metadata === undefined) {
      throw new IntakeError(
        'metadata',
        `${path} has no ${METADATA}.`,
        'Course staff: give a Gradescope submissions export.',
      );
    }
    const root = metadata.path.slice(0, -METADATA.length);
    const listed = readMetadata(Buffer.from(await metadata.read()).toString('utf8'), metadata.path);
    const filesOf = groupByFolder(source.files, root);
    const submissions = Object.entries(listed).map(([folder, entry]) =>
      submissionOf(folder, entry, filesOf.get(folder)),
    );
    return {
      submissions,
      refused,
      [Symbol.dispose]: () => {
        source[Symbol.dispose]();
      },
    };
  } catch (error) {
    source[Symbol.dispose]();
    throw error;
  }
}

/** Whether there is an export at the root of these files or below. */
export function isExport(files: readonly Pick<SubmittedFile, 'path'>[]): boolean {
  return shallowest(files) !== undefined;
}

function shallowest<File extends Pick<SubmittedFile, 'path'>>(files: readonly File[]): File | undefined {
  const found = files.filter(({ path }) => {
    const segments = path.split('/');
    return segments.at(-1) === METADATA && !segments.includes('__MACOSX');
  });
  return found.sort((a, b) => a.path.split('/').length - b.path.split('/').length)[0];
}

function readMetadata(text: string, place: string): z.infer<typeof exportSchema> {
  let value: unknown;
  try {
    // Ruby's own tags are of no use here and no reason to stop.
    value = parse(text, { logLevel: 'silent' });
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new IntakeError('metadata', `${place}: ${why}`, 'Course staff: download the export again.');
  }
  const result = exportSchema.safeParse(value ?? {});
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const at = issue === undefined ? '' : ` ${issue.path.map(String).join(' ')}: ${issue.message}.`;
  throw new IntakeError('metadata', `${place}:${at}`, 'Course staff: download the export again.');
}

function groupByFolder(files: readonly SubmittedFile[], root: string): Map<string, SubmittedFile[]> {
  const byFolder = new Map<string, SubmittedFile[]>();
  for (const file of files) {
    if (!file.path.startsWith(root)) continue;
    const [folder = '', ...rest] = file.path.slice(root.length).split('/');
    if (rest.length === 0) continue;
    const own = byFolder.get(folder) ?? [];
    own.push({ path: rest.join('/'), size: file.size, read: () => file.read() });
    byFolder.set(folder, own);
  }
  return byFolder;
}

function submissionOf(
  folder: string,
  entry: z.infer<typeof submissionSchema>,
  files: readonly SubmittedFile[] = [],
): ExportedSubmission {
  const createdAt = instantOf(entry[':created_at'], folder);
  const newer = (entry[':history'] ?? []).find((older) => instantOf(older[':created_at'], folder) > createdAt);
  return {
    submissionId: folder.replace(/^submission_/u, ''),
    submitters: (entry[':submitters'] ?? []).map((one) => ({
      name: one[':name'] ?? null,
      email: one[':email'] ?? null,
      sid: one[':sid'] ?? null,
    })),
    createdAt,
    score: entry[':score'] ?? null,
    files,
    newerId: newer === undefined ? null : String(newer[':id'] ?? 'unknown'),
  };
}

const RUBY_INSTANT = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))? (Z|[+-]\d{2}:\d{2})$/u;

/** Ruby's `2022-09-10 23:47:27.018556000 Z` as RFC 3339 with microseconds, in which texts sort as instants do. */
function instantOf(text: string, folder: string): string {
  const [, date, time, fraction = '', offset] = RUBY_INSTANT.exec(text) ?? [];
  if (date === undefined || time === undefined || offset !== 'Z') {
    throw new IntakeError(
      'metadata',
      `${METADATA}: ${folder} was created at “${text.slice(0, 60)}”, which is no instant in UTC.`,
      'Course staff: download the export again.',
    );
  }
  return `${date}T${time}.${fraction.slice(0, 6).padEnd(6, '0')}Z`;
}
