import { folderBlobStore } from '../../../../src/state/blobStore.js';

export default async function attempt(folder: string): Promise<string[]> {
  const store = folderBlobStore(folder);
  const digest = await store.put(Buffer.from('own'));
  const names = ['../secret', '/etc/passwd', `${digest}/../x`, digest.toUpperCase(), `${digest}\n`, 'a'.repeat(64)];
  const read = await Promise.all(
    names.map((name) =>
      store.get(name).then(
        () => [name],
        () => [],
      ),
    ),
  );
  return read.flat().map((name) => `the store reads ${name}`);
}
