import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files of a certificate and its private key, both PEM. */
export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
  /** Key and certificate in one file, as Kafka takes a key store. */
  readonly storeFile: string;
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
/** Long ago, as `openssl ca` writes a time. */
const past = { from: '20200101000000Z', to: '20200102000000Z' };
const settings = `[ca]
default_ca=all
[all]
database=index.txt
new_certs_dir=.
serial=serial
default_md=sha256
policy=any
copy_extensions=copy
[any]
commonName=supplied
`;

/** An authority made by openssl, which signs certificates of 127.0.0.1. */
export class Authority {
  readonly file: string;
  private readonly keyFile: string;

  /** @param folder an empty one of its own */
  constructor(
    private readonly folder: string,
    private readonly name: string,
  ) {
    this.file = join(folder, 'authority.pem');
    this.keyFile = join(folder, 'authority.key');
    writeFileSync(join(folder, 'ca.cnf'), settings);
    writeFileSync(join(folder, 'index.txt'), '');
    writeFileSync(join(folder, 'serial'), '01\n');
    this.openssl(
      'req',
      '-x509',
      ...newKey,
      '-keyout',
      this.keyFile,
      '-out',
      this.file,
      '-days',
      '2',
      '-subj',
      `/CN=${name}`,
    );
  }

  /** @param isExpired whether it was valid for a day of 2020 */
  issue(name: string, isExpired = false): Certificate {
    const at = (ending: string): string => join(this.folder, `${name}.${ending}`);
    const [certFile, keyFile, storeFile] = [at('pem'), at('key'), at('store.pem')];
    if (existsSync(certFile)) throw new Error(`${this.name} has issued ${name} already`);
    const address = ['-addext', 'subjectAltName=IP:127.0.0.1'];
    this.openssl('req', '-new', ...newKey, '-keyout', keyFile, '-out', at('csr'), '-subj', `/CN=${name}`, ...address);
    const times = isExpired ? ['-startdate', past.from, '-enddate', past.to] : ['-days', '1'];
    const signer = ['-config', 'ca.cnf', '-cert', this.file, '-keyfile', this.keyFile];
    this.openssl('ca', '-batch', '-notext', ...signer, ...times, '-in', at('csr'), '-out', certFile);
    const store = [keyFile, certFile].map((file) => readFileSync(file, 'utf8')).join('');
    writeFileSync(storeFile, store, { mode: 0o600 });
    return { certFile, keyFile, storeFile };
  }

  private openssl(...args: readonly string[]): void {
    execFileSync('openssl', args, { cwd: this.folder, stdio: 'pipe' });
  }
}
