import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

/** A new key with a certificate for 127.0.0.1 and 127.0.0.2, signed by itself. `file` is the certificate's. */
export async function certificate(folder: string, name: string) {
  const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
  const wanted = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1,IP:127.0.0.2', '-days', '2'];
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc'];
  await execa('openssl', ['req', '-x509', ...ec, '-keyout', key, '-out', cert, ...wanted]);
  return { key: await readFile(key), cert: await readFile(cert), file: cert };
}
