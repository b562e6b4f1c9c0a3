import { plural } from '../late/wording.js';
import { countDeliveries } from '../ledger/deliveries.js';
import type { Store } from '../db/store.js';
import type { Finding } from './finding.js';

const LATE_MS = 3_600_000;

/** Messages to people that were given up, or have waited for long. */
export function notifyFindings(store: Store): Finding[] {
  const counts = countDeliveries(store, ['waiting', 'dead']);
  const tooOld = new Date(store.now().getTime() - LATE_MS).toISOString();
  const findings = counts.flatMap(({ channel, state, count, oldest }): Finding[] => {
    const messages = `${plural(count, 'message')} to ${channel}`;
    if (state === 'dead') {
      const text = `${messages} were given up. Operator: \`assay notify dead\` says why, \`assay notify resend\` sends them again.`;
      return [{ level: 'warn', subject: 'messages', text }];
    }
    if (oldest >= tooOld) return [];
    const text = `${messages} wait, the oldest since ${oldest}. Operator: \`assay notify test\` says whether the channel works.`;
    return [{ level: 'warn', subject: 'messages', text }];
  });
  return findings.length > 0
    ? findings
    : [{ level: 'ok', subject: 'messages', text: 'none was given up or waits for long' }];
}
