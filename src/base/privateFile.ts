import { readFile, stat } from 'node:fs/promises';
import type { z } from 'zod';
import { takeLock } from './fileLock.js';
import { PlatformError } from './platformError.js';
import { writeWhole } from './writeWhole.js';

/** A small JSON file that its owner alone may read, shared by the server and commands. */
export interface PrivateFile<Value> {
  /** What it says now; cheap where it has not changed. @throws {PlatformError} where it is damaged or open to others. */
  read(): Promise<Value>;
  /** Changes it, one process at a time. */
  update(change: (value: Value) => Value): Promise<Value>;
}

const OTHERS = 0o077;

/** `empty` is what an absent file says. */
export function privateFile<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
  empty: z.output<Schema>,
): PrivateFile<z.output<Schema>> {
  let known: { version: string; value: z.output<Schema> } | undefined;

  async function read(): Promise<z.output<Schema>> {
    const version = await versionOf(file);
    if (version === undefined) return empty;
    if (known?.version === version) return known.value;
    const value = parse(file, await readFile(file, 'utf8'), schema);
    known = { version, value };
    return value;
  }

  return {
    read,
    async update(change) {
      await using _lock = await takeLock(`${file}.lock`);
      const value = schema.parse(change(await read()));
      await writeWhole(file, `${JSON.stringify(value, null, 2)}\n`);
      return value;
    },
  };
}

/** Every change is a new file, so its inode tells; undefined where there is none. */
async function versionOf(file: string): Promise<string | undefined> {
  try {
    const { ino, size, mtimeMs, mode } = await stat(file);
    if ((mode & OTHERS) !== 0) {
      throw new PlatformError(`Others than its owner may read ${file}, which holds keys.`, {
        remedy: `Operator: chmod 600 ${file}, and make new keys if somebody may have read it.`,
      });
    }
    return `${ino} ${size} ${mtimeMs}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parse<Schema extends z.ZodType>(file: string, text: string, schema: Schema): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    // The cause would quote the file, and so a key.
    throw new PlatformError(`${file} is damaged.`, { remedy: 'Operator: restore it from a backup, or make new keys.' });
  }
}
