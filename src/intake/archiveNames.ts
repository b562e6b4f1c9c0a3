import { isUtf8 } from 'node:buffer';
import { getFileNameLowLevel, type Entry } from 'yauzl';

/** What an entry's name may be. */
export interface NameLimits {
  /** Bytes of the whole path in UTF-8. */
  readonly maxNameBytes: number;
  /** Folders above the file. */
  readonly maxDepth: number;
}

const UTF8_FLAG = 0x800;

/**
 * What an entry is called, with `/` between folders, which old Windows tools write as `\`. Where its bytes are UTF-8
 * that is what they are, flag or no flag (macOS sets none); else code page 437, as the format has it.
 */
export function entryName(entry: Pick<Entry, 'generalPurposeBitFlag' | 'fileNameRaw' | 'extraFields'>): string {
  const { generalPurposeBitFlag: flags, fileNameRaw: raw, extraFields } = entry;
  // `true` keeps a backslash what it is.
  if (isUtf8(raw)) return getFileNameLowLevel(flags | UTF8_FLAG, raw, extraFields, true).replaceAll('\\', '/');
  // In East Asian encodings, the second byte of a character may be that of a backslash.
  return getFileNameLowLevel(flags, raw, extraFields, true).replaceAll(/(?<=^|\p{ASCII})\\/gu, '/');
}

/**
 * Whether a path is one that tools leave behind: dotfiles, `.ipynb_checkpoints`, what macOS keeps beside files. A path
 * that leads out is never one of them.
 */
export function isLeftBehind(path: string): boolean {
  const segments = path.split('/');
  if (path.startsWith('/') || segments.includes('..')) return false;
  return segments.some((segment) => segment === '__MACOSX' || /^\.[^.]/u.test(segment)) || segments.at(-1) === 'Icon\r';
}

/** Why a name in an archive is refused; undefined where it is a relative path like any other. */
export function nameFault(name: string, { maxNameBytes, maxDepth }: NameLimits): string | undefined {
  if (Buffer.byteLength(name) > maxNameBytes) return `its name is longer than ${maxNameBytes} bytes`;
  // eslint-disable-next-line no-control-regex
  if (/[\x00-\x1f\x7f]/u.test(name)) return 'its name has control characters';
  if (name.startsWith('/') || /^[A-Za-z]:/u.test(name)) return 'its name is an absolute path';
  const segments = withoutSlash(name).split('/');
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..')) {
    return 'its name leads out of the archive or is no plain path';
  }
  return segments.length - 1 > maxDepth ? `it lies more than ${maxDepth} folders deep` : undefined;
}

/**
 * One key for all spellings of a name that some file system takes for the same: Unicode's canonical composition, and
 * letter case folded (upper case first, so that ß meets SS).
 */
export function foldedName(name: string): string {
  return withoutSlash(name).normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}

/** A folder's name without the slash at its end. */
function withoutSlash(name: string): string {
  return name.endsWith('/') ? name.slice(0, -1) : name;
}
