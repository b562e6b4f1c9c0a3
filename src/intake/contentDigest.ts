import { createHash } from 'node:crypto';

/**
 * The digest (64 hex digits) of all that was handed in: the same files under the same names, in whatever order they
 * came, have the same one.
 *
 * @param files `sha256` is 64 hex digits of the content.
 */
export function contentDigestOf(files: readonly { readonly path: string; readonly sha256: string }[]): string {
  const lines = files.map(({ path, sha256 }) => JSON.stringify([path, sha256])).sort();
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}
