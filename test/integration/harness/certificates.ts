import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Certificates {
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** A certificate authority and a certificate for 127.0.0.1, valid for a day. */
export async function makeCertificates(directory: string): Promise<Certificates> {
  const path = (name: string): string => join(directory, name);
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await run('openssl', [
    ...['req', '-x509', ...curve, '-days', '1', '-subj', '/CN=statewright-test-ca'],
    ...['-keyout', path('ca.key'), '-out', path('ca.crt')],
  ]);
  await run('openssl', [
    ...[
      'req',
      ...curve,
      '-subj',
      '/CN=kube-apiserver',
      '-keyout',
      path('server.key'),
      '-out',
      path('server.csr'),
    ],
  ]);
  await writeFile(
    path('server.ext'),
    'subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth\n',
  );
  await run('openssl', [
    ...[
      'x509',
      '-req',
      '-in',
      path('server.csr'),
      '-CA',
      path('ca.crt'),
      '-CAkey',
      path('ca.key'),
      '-CAcreateserial',
    ],
    ...['-days', '1', '-extfile', path('server.ext'), '-out', path('server.crt')],
  ]);
  return { caFile: path('ca.crt'), certFile: path('server.crt'), keyFile: path('server.key') };
}
