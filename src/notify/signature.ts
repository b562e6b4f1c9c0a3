import { createHmac } from 'node:crypto';

export const SIGNATURE_HEADER = 'X-Assay-Signature';
export const KEY_HEADER = 'X-Assay-Key';

/**
 * The signature of a webhook: `t=<seconds since 1970>,v1=<hex>`, where v1 is the HMAC-SHA256 of `<t>.<body>` under the
 * channel's secret. The time is in it, so that an old request cannot be sent again as a new one.
 */
export function webhookSignature(secret: string, body: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}
