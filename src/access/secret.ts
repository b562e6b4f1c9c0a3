import { createHash, randomBytes } from 'node:crypto';

/** What lets its bearer in, and what is kept of it. */
export interface Secret {
  /** 256 random bits; told once, to its bearer. */
  readonly text: string;
  readonly hash: string;
}

export function newSecret(): Secret {
  const text = randomBytes(32).toString('base64url');
  return { text, hash: hashOf(text) };
}

/** No salt and no slow hash: nobody can try 256 random bits. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** For lists and addresses: it lets nobody in. */
export function newId(): string {
  return randomBytes(16).toString('hex');
}
