import { hashOf, newSecret } from '../../access/secret.js';
import type { CampusCheck } from './campus.js';

interface Pending {
  readonly check: CampusCheck;
  /** Where to go on to. */
  readonly next: string;
}

/** Sign-ins that are at the campus now. In memory: after a restart, who is there begins again. */
export interface PendingSignIns {
  /** @returns what the browser keeps, so that nobody else can end what it began. */
  begin(pending: Pending): string;
  /** What the browser began; once. */
  take(ticket: string): Pending | undefined;
}

const GOOD_MS = 600_000;
const MOST = 10_000;

export function pendingSignIns(now: () => Date): PendingSignIns {
  const all = new Map<string, Pending & { readonly endsAt: number }>();
  return {
    begin(pending) {
      const { text, hash } = newSecret();
      const [oldest] = all.keys();
      if (all.size >= MOST && oldest !== undefined) all.delete(oldest);
      all.set(hash, { ...pending, endsAt: now().getTime() + GOOD_MS });
      return text;
    },
    take(ticket) {
      const found = all.get(hashOf(ticket));
      all.delete(hashOf(ticket));
      return found !== undefined && found.endsAt > now().getTime() ? found : undefined;
    },
  };
}
