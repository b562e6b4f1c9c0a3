import { Refusal } from '../base/refusal.js';
import { isLoopback, publicUrl, type PublicUrl } from '../server/auth/publicUrl.js';

interface DoorOptions {
  readonly listen: { readonly host: string };
  readonly publicUrl?: string | undefined;
  readonly demoSignIn?: boolean | undefined;
}

interface Door {
  readonly publicUrl: PublicUrl | undefined;
  readonly demoSignIn: boolean;
}

/**
 * How people come in, as options and ASSAY_PUBLIC_URL say it.
 *
 * @throws {Refusal} where the address is wrong, or everybody could be anybody from other machines.
 */
export function doorOf({ listen, publicUrl: option, demoSignIn = false }: DoorOptions, env: NodeJS.ProcessEnv): Door {
  const given = option ?? env['ASSAY_PUBLIC_URL'] ?? '';
  const url = given === '' ? undefined : publicUrl(given);
  const isHere = isLoopback(listen.host) && (url === undefined || isLoopback(new URL(url.origin).hostname));
  if (demoSignIn && !isHere) {
    throw new Refusal({
      code: 'demoSignInElsewhere',
      text: 'With --demo-sign-in everybody who reaches the server may be anybody, so it serves this machine alone.',
      remedy: 'Listen on 127.0.0.1, without another public address; or leave --demo-sign-in out.',
      whoseTurn: 'operator',
    });
  }
  return { publicUrl: url, demoSignIn };
}
