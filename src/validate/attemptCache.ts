import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { jsonOrNothing } from '../base/jsonOrNothing.js';
import { writeWhole } from '../base/writeWhole.js';
import { attemptSchema, type Attempt } from './desk.js';

const fileSchema = z.record(z.string(), attemptSchema);

/**
 * What checks said before, by the digest of all that decides it. What a run did not ask for again is forgotten with it,
 * so that the file does not grow.
 */
export class AttemptCache {
  readonly #file: string;
  readonly #known: ReadonlyMap<string, Attempt>;
  readonly #used = new Map<string, Attempt>();

  private constructor(file: string, known: ReadonlyMap<string, Attempt>) {
    this.#file = file;
    this.#known = known;
  }

  /** A file that is absent or of another version is an empty one. */
  static async open(file: string): Promise<AttemptCache> {
    const text = await readFile(file, 'utf8').catch(() => '{}');
    const parsed = fileSchema.safeParse(jsonOrNothing(text));
    return new AttemptCache(file, new Map(Object.entries(parsed.success ? parsed.data : {})));
  }

  get size(): number {
    return this.#used.size;
  }

  find(key: string): Attempt | undefined {
    const found = this.#used.get(key) ?? this.#known.get(key);
    if (found !== undefined) this.#used.set(key, found);
    return found;
  }

  keep(key: string, attempt: Attempt): void {
    this.#used.set(key, attempt);
  }

  /** @param isWhole whether the run came to its end: otherwise what it did not come to is kept as well. */
  async save(isWhole: boolean): Promise<void> {
    const kept = isWhole ? this.#used : new Map([...this.#known, ...this.#used]);
    await mkdir(dirname(this.#file), { recursive: true });
    await writeWhole(this.#file, JSON.stringify(Object.fromEntries(kept)));
  }
}

/** One digest for values that together decide something. */
export function keyOf(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 27);
}
