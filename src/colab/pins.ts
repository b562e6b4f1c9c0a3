/** Versions by package, under the one name that an index knows each by. */
export type Pins = ReadonlyMap<string, string>;

/** `Jupyter_Client` and `jupyter-client` are one package. */
export function packageName(text: string): string {
  return text.toLowerCase().replaceAll(/[-_.]+/gu, '-');
}

/** A line that says no version. `line` counts from 1. */
export class PinError extends Error {
  override readonly name = 'PinError';
  constructor(
    readonly line: number,
    text: string,
  ) {
    super(`“${text.slice(0, 80)}” is neither name==version nor name @ the address of a wheel.`);
  }
}

const NAME = String.raw`(?<name>[A-Za-z0-9][\w.-]{0,99})`;
const EXACT = new RegExp(String.raw`^${NAME}==(?<version>[\w.!+-]{1,64})$`, 'u');
const FROM = new RegExp(String.raw`^${NAME} @ (?<address>\S+)$`, 'u');
/** A wheel's file name says its version: name-version-python-abi-platform.whl. */
const WHEEL = /\/[^/-]+-(?<version>[^/-]+)-[^/]+\.whl(#.*)?$/u;

/**
 * What `pip freeze` prints and a requirements file holds. What was installed from a folder has no version that could be
 * compared, and is left out.
 *
 * @throws {PinError} at the first line that is something else.
 */
export function parsePins(text: string): Pins {
  const pins = new Map<string, string>();
  text.split(/\r?\n/u).forEach((raw, index) => {
    const line = raw.replace(/(^|\s)#.*$/u, '').trim();
    if (line === '' || line.startsWith('-e ')) return;
    const exact = EXACT.exec(line)?.groups;
    const from = FROM.exec(line)?.groups;
    if (exact !== undefined) pins.set(packageName(exact['name'] ?? ''), exact['version'] ?? '');
    else if (from === undefined) throw new PinError(index + 1, line);
    else {
      const version = WHEEL.exec(from['address'] ?? '')?.groups?.['version'];
      if (version !== undefined) pins.set(packageName(from['name'] ?? ''), version.replaceAll('%2B', '+'));
    }
  });
  return pins;
}

/** Whether two versions are the same release: the build (`+cpu`) and zeros at the end say nothing of what it does. */
export function isSameRelease(a: string, b: string): boolean {
  const release = (version: string): string => version.replace(/\+.*$/u, '').replace(/(\.0)+$/u, '');
  return release(a) === release(b);
}
