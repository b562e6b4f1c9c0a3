import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { PlatformError } from '../../base/platformError.js';
import { isLoopback } from './publicUrl.js';

/** How a campus signs people in, by OpenID Connect: the operator's setting. */
export interface CampusSettings {
  readonly issuer: URL;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What of a person the roster is searched for. */
  readonly claim: string;
  /** Whether an address counts that the campus does not say it has verified. */
  readonly trustsEmail: boolean;
}

const envSchema = z.object({
  ASSAY_OIDC_ISSUER: z.url({ protocol: /^https?$/u }),
  ASSAY_OIDC_CLIENT_ID: z.string().min(1),
  ASSAY_OIDC_CLIENT_SECRET_FILE: z.string().min(1),
  ASSAY_OIDC_CLAIM: z.string().min(1).default('email'),
  ASSAY_OIDC_TRUST_EMAIL: z.enum(['yes', 'no']).default('no'),
});

/** Undefined where no issuer is set. @throws {PlatformError} where a setting is missing or wrong. */
export async function campusSettings(env: NodeJS.ProcessEnv): Promise<CampusSettings | undefined> {
  if ((env['ASSAY_OIDC_ISSUER'] ?? '') === '') return undefined;
  const said = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = envSchema.safeParse(said);
  if (!parsed.success)
    throw wrong(`Of the campus’s sign-in, these settings are wrong:\n${z.prettifyError(parsed.error)}`);
  const issuer = new URL(parsed.data.ASSAY_OIDC_ISSUER);
  if (issuer.protocol === 'http:' && !isLoopback(issuer.hostname)) throw wrong('ASSAY_OIDC_ISSUER is not https.');
  const file = parsed.data.ASSAY_OIDC_CLIENT_SECRET_FILE;
  const secret = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw wrong('The file that ASSAY_OIDC_CLIENT_SECRET_FILE names cannot be read.', cause);
  });
  return {
    issuer,
    clientId: parsed.data.ASSAY_OIDC_CLIENT_ID,
    clientSecret: secret.trim(),
    claim: parsed.data.ASSAY_OIDC_CLAIM,
    trustsEmail: parsed.data.ASSAY_OIDC_TRUST_EMAIL === 'yes',
  };
}

function wrong(message: string, cause?: unknown): PlatformError {
  return new PlatformError(message, {
    cause,
    remedy: 'Operator: correct it (docs/sign-in.md), or unset ASSAY_OIDC_ISSUER.',
  });
}
