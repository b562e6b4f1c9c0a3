/** The page that a form stands on: what it is sent to is that page's address, or lies below it. */
export function formPageOf(path: string): string {
  const parts = path.split('/');
  return parts.length > 2 ? parts.slice(0, -1).join('/') : path;
}
