/**
 * Where to go on to after a sign-in: a path of this server, or the first page where somebody tries to make of `next` a way
 * to another one.
 */
export function localPath(next: string | undefined): string {
  // Browsers read a backslash as a slash, and pass over tabs and line feeds.
  if (next === undefined || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/u.test(next)) return '/';
  const base = 'http://assay.invalid';
  const url = URL.canParse(next, base) ? new URL(next, base) : undefined;
  return url?.origin === base && !url.pathname.startsWith('//') ? url.pathname + url.search : '/';
}
