import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { fromBufferPromise, openPromise, type Entry, type ZipFile } from 'yauzl';
import { entryName, foldedName, isLeftBehind, nameFault, type NameLimits } from './archiveNames.js';
import { IntakeError } from './intakeError.js';

/** What an archive may be. Sizes are those after decompression. */
export interface ArchiveLimits extends NameLimits {
  readonly maxEntries: number;
  readonly maxTotalBytes: number;
  /** Decompressed to compressed bytes of one entry, where it is larger than 1 MB. */
  readonly maxRatio: number;
}

/** For what one student hands in. */
export const STUDENT_ARCHIVE: ArchiveLimits = {
  maxEntries: 2_000,
  maxTotalBytes: 250_000_000,
  maxRatio: 300,
  maxNameBytes: 1_000,
  maxDepth: 20,
};

const RATIO_MATTERS_BYTES = 1_000_000;
const STORED = 0;
const DEFLATED = 8;
const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;
const FOLDER = 0o040000;

/** One regular file in an archive. */
interface ArchiveFile {
  /** A relative path with `/`, never leading out. */
  readonly path: string;
  /** Bytes after decompression; reading ends with an error where there turn out to be more or fewer. */
  readonly size: number;
  /** Its content as it is decompressed. The checksum is not looked at. */
  stream(): Promise<Readable>;
  /** Its whole content, checksum verified. @throws IntakeError where it is damaged. */
  read(): Promise<Buffer>;
}

/** An open zip archive. Nothing is ever written under a name from it. */
export interface Archive extends Disposable {
  readonly files: readonly ArchiveFile[];
  /** Bytes of all files after decompression, as the archive says. */
  readonly unpackedBytes: number;
}

export interface OpenArchiveOptions {
  /** In messages. */
  readonly name: string;
  readonly limits?: ArchiveLimits;
  /** Told of an entry that is refused, which is then left out. Where absent, one such entry refuses the archive. */
  readonly onRefused?: (path: string, why: string) => void;
}

/**
 * Opens a zip archive, from its bytes or from a file, and judges all of its entries before anything is decompressed:
 * their number, sizes, names, kinds, and that no two names could be taken for one. What tools leave behind
 * (`isLeftBehind`) is passed over.
 *
 * @example
 * using archive = await openArchive(bytes, { name: 'hw4.zip' });
 * for (const file of archive.files) console.log(file.path, file.size);
 *
 * @throws IntakeError where it is damaged, beyond a limit or, without `onRefused`, holds an entry that is refused.
 */
export async function openArchive(source: Uint8Array | string, options: OpenArchiveOptions): Promise<Archive> {
  const { name } = options;
  const zip = await open(source).catch((error: unknown) => {
    throw damaged(name, error);
  });
  try {
    const files = await judge(zip, options);
    return {
      files,
      unpackedBytes: files.reduce((sum, { size }) => sum + size, 0),
      [Symbol.dispose]() {
        zip.close();
      },
    };
  } catch (error) {
    zip.close();
    throw error instanceof IntakeError ? error : damaged(name, error);
  }
}

// Names are decoded here, so that what is wrong with them can be said in our words.
const YAUZL = { lazyEntries: true, autoClose: false, decodeStrings: false } as const;

async function open(source: Uint8Array | string): Promise<ZipFile> {
  if (typeof source === 'string') return openPromise(source, { ...YAUZL });
  return fromBufferPromise(Buffer.from(source.buffer, source.byteOffset, source.byteLength), { ...YAUZL });
}

async function judge(zip: ZipFile, options: OpenArchiveOptions): Promise<ArchiveFile[]> {
  const { name, limits = STUDENT_ARCHIVE, onRefused } = options;
  if (zip.entryCount > limits.maxEntries) throw tooMuch(name, `has more than ${limits.maxEntries} entries`);
  const files: ArchiveFile[] = [];
  const seen = new Set<string>();
  let totalBytes = 0;
  for await (const entry of zip.eachEntry()) {
    const path = entryName(entry);
    if (isLeftBehind(path)) continue;
    totalBytes += entry.uncompressedSize;
    if (totalBytes > limits.maxTotalBytes) {
      throw tooMuch(name, `unpacks to more than ${Math.floor(limits.maxTotalBytes / 1_000_000)} MB`);
    }
    const why = faultOf(entry, path, limits) ?? (isFolder(path) ? undefined : faultOfTwin(path, seen));
    if (why !== undefined) {
      if (onRefused === undefined) throw refused(name, path, why);
      onRefused(path, why);
    } else if (!isFolder(path)) files.push(fileOf(zip, entry, path, name));
  }
  return files;
}

function isFolder(path: string): boolean {
  return path.endsWith('/');
}

function faultOf(entry: Entry, path: string, limits: ArchiveLimits): string | undefined {
  // The upper half is the mode that Unix tools write; 0 where another system made the archive.
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE;
  if (type !== 0 && type !== REGULAR && type !== FOLDER) return 'it is a link or a special file';
  if (entry.isEncrypted()) return 'it is encrypted';
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED) {
    return 'it is compressed in a way that is not supported';
  }
  const { uncompressedSize: size, compressedSize } = entry;
  if (size > RATIO_MATTERS_BYTES && size > compressedSize * limits.maxRatio) {
    return `it unpacks to more than ${limits.maxRatio} times its size`;
  }
  return nameFault(path, limits);
}

function faultOfTwin(path: string, seen: Set<string>): string | undefined {
  const key = foldedName(path);
  if (seen.has(key)) return 'another entry has the same name';
  seen.add(key);
  return undefined;
}

function fileOf(zip: ZipFile, entry: Entry, path: string, archive: string): ArchiveFile {
  return {
    path,
    size: entry.uncompressedSize,
    stream: () => zip.openReadStreamPromise(entry),
    async read() {
      const content = await zip
        .openReadStreamPromise(entry)
        .then((stream) => buffer(stream))
        .catch((error: unknown) => {
          throw damaged(archive, error);
        });
      if (crc32(content) !== entry.crc32) throw damaged(archive, 'wrong checksum');
      return content;
    },
  };
}

const REMEDY = 'Upload the notebook itself (the .ipynb file), not in an archive.';

function damaged(name: string, cause: unknown): IntakeError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new IntakeError('archive', `${name} is no zip archive, or damaged (${why}).`, REMEDY);
}

function refused(name: string, path: string, why: string): IntakeError {
  return new IntakeError('archive', `${name} is not accepted: of its entry “${path.slice(0, 200)}”, ${why}.`, REMEDY);
}

function tooMuch(name: string, what: string): IntakeError {
  return new IntakeError('archive', `${name} is not accepted: it ${what}.`, REMEDY);
}
