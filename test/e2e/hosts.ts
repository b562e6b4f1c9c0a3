import { execa } from 'execa';

/** A network of its own with one way out, which can be cut. */
export interface TestHost {
  /** Puts a command into this network: `execa(...host.inside('node', 'x.js'))`. */
  inside(command: string, ...args: string[]): [string, string[]];
  cut(): Promise<unknown>;
  mend(): Promise<unknown>;
}

/** Several hosts on one bridge, and this machine on it at `address`. */
export interface TestNetwork extends AsyncDisposable {
  readonly address: string;
  readonly hosts: readonly TestHost[];
}

const ip = (...args: string[]) => execa('ip', args);

/** Why this machine cannot have such a network; undefined where it can. */
export async function noNetworkReason(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'only root may make network namespaces';
  const name = `asprobe${process.pid}`;
  const { failed } = await execa('ip', ['netns', 'add', name], { reject: false });
  if (failed) return 'there is no `ip netns` here (Debian: iproute2), or the kernel refuses it';
  await ip('netns', 'del', name);
  return undefined;
}

/** Makes `count` network namespaces on a bridge. Their other namespaces are this machine's: they share its engine. */
export async function testNetwork(count: number): Promise<TestNetwork> {
  const mark = String(process.pid % 10_000);
  const bridge = `asbr${mark}`;
  const subnet = `10.213.${process.pid % 250}`;
  const made: (() => Promise<unknown>)[] = [];
  try {
    await ip('link', 'add', bridge, 'type', 'bridge');
    made.push(() => ip('link', 'del', bridge));
    await ip('addr', 'add', `${subnet}.1/24`, 'dev', bridge);
    await ip('link', 'set', bridge, 'up');
    const hosts: TestHost[] = [];
    for (let number = 1; number <= count; number += 1) {
      const [name, outer, inner] = [`as${mark}n${number}`, `as${mark}o${number}`, `as${mark}i${number}`];
      await ip('netns', 'add', name);
      made.push(() => ip('netns', 'del', name));
      await ip('link', 'add', outer, 'type', 'veth', 'peer', 'name', inner);
      await ip('link', 'set', outer, 'master', bridge, 'up');
      await ip('link', 'set', inner, 'netns', name);
      await ip('-n', name, 'addr', 'add', `${subnet}.${number + 1}/24`, 'dev', inner);
      await ip('-n', name, 'link', 'set', inner, 'up');
      await ip('-n', name, 'link', 'set', 'lo', 'up');
      hosts.push({
        inside: (command, ...args) => ['ip', ['netns', 'exec', name, command, ...args]],
        cut: () => ip('link', 'set', outer, 'down'),
        mend: () => ip('link', 'set', outer, 'up'),
      });
    }
    return { address: `${subnet}.1`, hosts, [Symbol.asyncDispose]: () => takeDown(made) };
  } catch (error) {
    await takeDown(made);
    throw error;
  }
}

async function takeDown(made: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const undo of made.toReversed()) await undo().catch(() => undefined);
}
