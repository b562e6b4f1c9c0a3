import { testFolder } from '../../../support/folder.js';
import { folderBlobStore } from '../../../../src/machine/blobStore.js';

export default async function attempt(): Promise<string[]> {
  await using folder = await testFolder();
  const store = folderBlobStore(folder.path);
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
