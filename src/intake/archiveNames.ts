/** What an entry's name may be. */
export interface NameLimits {
  /** Bytes of the whole path in UTF-8. */
  readonly maxNameBytes: number;
  /** Folders above the file. */
  readonly maxDepth: number;
}

/** Why a name in an archive is refused; undefined where it is a relative path like any other. */
export function nameFault(name: string, { maxNameBytes, maxDepth }: NameLimits): string | undefined {
  if (Buffer.byteLength(name) > maxNameBytes) return `its name is longer than ${maxNameBytes} bytes`;
  // eslint-disable-next-line no-control-regex
  if (/[\x00-\x1f\x7f]/u.test(name)) return 'its name has control characters';
  if (name.includes('\\')) return 'its name has a backslash';
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
