import * as oidc from 'openid-client';
import type { CampusIdentity } from '../../access/identities.js';
import { HttpError, tryLater } from '../httpError.js';
import type { CampusSettings } from './campusSettings.js';

/** What must come back unchanged: kept here, and bound to one browser by a cookie. */
export interface CampusCheck {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** The campus's provider. */
export interface Campus {
  /** Where to send somebody. @throws {HttpError} 503 where the provider does not answer. */
  begin(redirectUri: string): Promise<{ readonly url: URL; readonly check: CampusCheck }>;
  /** Whom the provider vouches for. @param back the address that it sent them to. @throws {HttpError} 403 or 503. */
  finish(back: URL, check: CampusCheck): Promise<CampusIdentity>;
}

export function openCampus(settings: CampusSettings): Campus {
  let found: Promise<oidc.Configuration> | undefined;
  // A provider that is away when the server starts is asked again at the next sign-in.
  const discover = (): Promise<oidc.Configuration> =>
    (found ??= oidc
      .discovery(settings.issuer, settings.clientId, settings.clientSecret, undefined, {
        // Settings allow http on this machine alone.
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- it is marked so that it stands out, not to go
        execute: settings.issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : [],
      })
      .catch((cause: unknown) => {
        found = undefined;
        throw tryLater('The campus’s sign-in does not answer.', cause);
      }));
  return {
    async begin(redirectUri) {
      const config = await discover();
      const check = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        codeVerifier: oidc.randomPKCECodeVerifier(),
      };
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: 'openid email profile',
        ...{ state: check.state, nonce: check.nonce, code_challenge_method: 'S256' },
        code_challenge: await oidc.calculatePKCECodeChallenge(check.codeVerifier),
      });
      return { url, check };
    },
    async finish(back, { state, nonce, codeVerifier }) {
      const config = await discover();
      try {
        const tokens = await oidc.authorizationCodeGrant(config, back, {
          pkceCodeVerifier: codeVerifier,
          expectedState: state,
          expectedNonce: nonce,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (claims === undefined) throw new Error('The provider gave no ID token.');
        const said: Readonly<Record<string, unknown>> =
          claims[settings.claim] === undefined && config.serverMetadata().userinfo_endpoint !== undefined
            ? { ...claims, ...(await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)) }
            : claims;
        return { issuer: claims.iss, subject: claims.sub, rosterValue: rosterValueOf(said, settings) };
      } catch (cause) {
        throw notVouched(cause);
      }
    },
  };
}

/** An address that anybody may type into a profile says nothing about who they are. */
function rosterValueOf(
  claims: Readonly<Record<string, unknown>>,
  { claim, trustsEmail }: CampusSettings,
): string | undefined {
  const value = claims[claim];
  if (typeof value !== 'string' || value === '') return undefined;
  return claim !== 'email' || trustsEmail || claims['email_verified'] === true ? value : undefined;
}

function notVouched(cause: unknown): HttpError {
  const body = {
    code: 'campusRefused',
    message: 'The campus’s sign-in did not come to its end, so you are not signed in.',
    whose: 'student',
    remedy: 'Begin again, in one browser and within ten minutes. If this stays, tell course staff.',
  } as const;
  return new HttpError(403, body, { cause });
}
