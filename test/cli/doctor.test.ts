import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './command.js';
import { runInside } from './inside.js';
import { closedPort, serverTls, startService } from './service.js';

describe('doctor', () => {
  it('finds nothing in the way of a run against a service that is there', async () => {
    const service = await startService();
    const { code, stdout } = await runInside(['doctor', service.url]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/ok {3}Node\.js/);
    expect(stdout).toMatch(/ok {3}answer +status 200/);
    expect(stdout).toMatch(/clock +agrees with that of the service/);
    expect(stdout).toMatch(/all is well\n$/);
    expect(service.requests.map(({ method, headers }) => [method, headers.authorization])).toEqual([['GET', undefined]]);
  });

  it('says what to do about a service that is not there', async () => {
    const { code, stdout } = await runInside(['doctor', `http://127.0.0.1:${await closedPort()}`]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/bad {2}answer +none: the connection was refused/);
  });

  it('says that a certificate is not trusted, and names the flag', async () => {
    const service = await startService({ tls: serverTls() });
    const { code, stdout } = await runInside(['doctor', service.url]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/bad {2}certificate .*not trusted .*--cacert/);
    expect((await runInside(['doctor', service.url, '--insecure'])).stdout).toMatch(/odd {2}certificate .*--insecure lets it pass/);
  });

  it('looks at the services of the configuration, and at the configuration itself', async () => {
    const service = await startService();
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'arp-conformance.config.yaml'), `runtime-url: ${service.url}\n`);
    expect((await runInside(['doctor'], { cwd })).stdout).toContain(`${service.url}\n  ok`);
    writeFileSync(join(cwd, 'arp-conformance.config.yaml'), 'a: [\n');
    const broken = await runInside(['doctor'], { cwd });
    expect(broken.code).toBe(1);
    expect(broken.stdout).toMatch(/bad {2}configuration .*arp-conformance\.config\.yaml:\d+:\d+: /);
  });

  it('names what is odd in the environment', async () => {
    const { stdout } = await runInside(['doctor'], { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0', HTTPS_PROXY: 'http://127.0.0.1:1' } });
    expect(stdout).toMatch(/odd {2}TLS .*only --insecure counts/);
    expect(stdout).toMatch(/proxy .*HTTPS_PROXY set/);
  });
});
