import { checkSeed } from '../../../../src/grading/seed.js';

/** By server secret, submission, version and check; nothing of the attempt. */
export default function attempt(): string[] {
  const secret = Buffer.alloc(32, 7);
  const seed = (submission: string, digest: string, check: string) => checkSeed(secret, submission, digest, check);
  const first = seed('s-1', 'sha256:a', '1.1');
  const others = [
    seed('s-2', 'sha256:a', '1.1'),
    seed('s-1', 'sha256:b', '1.1'),
    seed('s-1', 'sha256:a', '1.2'),
    checkSeed(Buffer.alloc(32, 8), 's-1', 'sha256:a', '1.1'),
    // The parts must not run into each other.
    seed('s-1\nsha256:a', '1.1', ''),
  ];
  return [
    ...(first === seed('s-1', 'sha256:a', '1.1') ? [] : ['a second attempt draws other inputs']),
    ...(new Set([first, ...others]).size === 6 ? [] : ['two different checks draw the same inputs']),
  ];
}
