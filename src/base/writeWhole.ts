import { randomBytes } from 'node:crypto';
import { link, rename, rm, writeFile } from 'node:fs/promises';

/**
 * Writes a file that appears whole or not at all, for its owner alone to read, whoever could read what was there
 * before: grades, names, notebooks and keys are in such files. Its folder exists.
 */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  await placeDraft(file, (draft) => fill(draft, content), rename);
}

/** As `writeWhole`, where there is no such file yet. @throws with code `EEXIST` where there is; it stays as it is. */
export async function writeNew(file: string, content: string | Uint8Array): Promise<void> {
  await placeDraft(file, (draft) => fill(draft, content), link);
}

/** Has a draft beside a file or folder filled, and then puts it in its place; none stays, unless the process is killed. */
export async function placeDraft(
  file: string,
  fillDraft: (draft: string) => Promise<void>,
  place: (draft: string, file: string) => Promise<void> = rename,
): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await fillDraft(draft);
    await place(draft, file);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Whether a file of this name is a draft. */
export function isDraft(name: string): boolean {
  return /\.[0-9a-f]{12}$/u.test(name);
}

function fill(draft: string, content: string | Uint8Array): Promise<void> {
  return writeFile(draft, content, { mode: 0o600, flush: true });
}
