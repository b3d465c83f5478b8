import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Outcome } from './command.js';
import { runInside } from './inside.js';
import { startProxy } from './proxy.js';
import { findingsOf, reportOf } from './report.js';
import { certificate, json, listen, serverTls, startService } from './service.js';

const check = (url: string, args: string[] = [], env: Record<string, string> = {}): Promise<Outcome> =>
  runInside(['check', 'runtime', '--url', url, ...args], { env });

/** Whether this machine has the address at all. */
const canListen = (host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(false)).listen(0, host, () => server.close(() => resolve(true)));
  });
const hasIPv6 = await canListen('::1');

describe('The address of a service', () => {
  it('may have a base path', async () => {
    const service = await startService({ basePath: '/arp' });
    for (const url of [service.url, `${service.url}/`, `${service.url}//`]) {
      const { code, stdout } = await check(url);
      expect(code, stdout).toBe(0);
    }
    expect(new Set(service.requests.map(({ path }) => path))).toEqual(new Set(['/arp/v1/health', '/arp/v1/version']));
  });

  it('may have a base path that is percent-encoded', async () => {
    const service = await startService({ basePath: '/a%20b/%E2%82%AC' });
    expect((await check(service.url)).code).toBe(0);
  });

  it('may be localhost, where only IPv4 is served', async () => {
    const { port } = await startService({ host: '127.0.0.1' });
    expect((await check(`http://localhost:${port}`)).code).toBe(0);
  });

  it.skipIf(!hasIPv6)('may be an IPv6 literal', async () => {
    const service = await startService({ host: '::1' });
    const { code, stdout } = await check(`http://[::1]:${service.port}`);
    expect(code, stdout).toBe(0);
    expect(service.requests[0]?.headers.host).toBe(`[::1]:${service.port}`);
  });

  it('may be written in capitals', async () => {
    const { port } = await startService();
    expect((await check(`HTTP://LOCALHOST:${port}`)).code).toBe(0);
  });
});

describe('TLS', () => {
  const ca = certificate('ca.pem');

  it('trusts what --cacert names', async () => {
    const { url, port } = await startService({ tls: serverTls() });
    for (const address of [url, `https://localhost:${port}`]) {
      const { code, stdout, stderr } = await check(address, ['--cacert', ca]);
      expect(code, stdout).toBe(0);
      expect(stderr).not.toContain('warning');
    }
  });

  it.skipIf(!hasIPv6)('trusts it for an IPv6 literal too', async () => {
    const { port } = await startService({ tls: serverTls(), host: '::1' });
    expect((await check(`https://[::1]:${port}`, ['--cacert', ca])).code).toBe(0);
  });

  it('does not trust the certificate of another host', async () => {
    const { port } = await startService({
      tls: { cert: readFileSync(certificate('client.pem')), key: readFileSync(certificate('client.key')) },
    });
    const { code, stdout } = await check(`https://127.0.0.1:${port}`, ['--cacert', ca]);
    expect(code).toBe(3);
    expect(stdout).toContain('no trusted TLS connection came about');
  });

  it('is not verified under --insecure, which says so', async () => {
    const { url } = await startService({ tls: serverTls() });
    const { code, stdout, stderr } = await check(url, ['--insecure']);
    expect(code, stdout).toBe(0);
    expect(stderr).toContain('warning: --insecure: the certificate of the service is not verified');
  });

  it('shows a client certificate to a service that demands one', async () => {
    const { url } = await startService({ tls: { ...serverTls(), ca: readFileSync(ca), requestCert: true, rejectUnauthorized: true } });
    const { code, stdout } = await check(url, ['--cacert', ca, '--cert', certificate('client.pem'), '--key', certificate('client.key')]);
    expect(code, stdout).toBe(0);
  });

  it('says so when a service demands a client certificate and there is none', async () => {
    const { url } = await startService({ tls: { ...serverTls(), ca: readFileSync(ca), requestCert: true, rejectUnauthorized: true } });
    const { code, stdout } = await check(url, ['--cacert', ca]);
    expect(code).toBe(3);
    expect(stdout).toMatch(/certificate required|no trusted TLS|reset|closed/i);
  });

  it('takes no --insecure out of the environment of Node', async () => {
    const { url } = await startService({ tls: serverTls() });
    const { code } = await check(url, [], { NODE_TLS_REJECT_UNAUTHORIZED: '0' });
    expect(code).toBe(3);
  });
});

describe('Connections', () => {
  it('are kept for the next request', async () => {
    const ports = new Set<number | undefined>();
    const server = await startService({
      health: (request, response) => {
        ports.add(request.socket.remotePort);
        json({ status: 'ok', time: new Date().toISOString() })(request, response);
      },
      version: (request, response) => {
        ports.add(request.socket.remotePort);
        json({ service_name: 'a', service_version: '1', supported_api_versions: ['v1'] })(request, response);
      },
    });
    expect((await check(server.url, ['--jobs', '1'])).code).toBe(0);
    expect(ports.size).toBe(1);
  });

  it('are opened anew for a service that closes each', async () => {
    const service = await startService({
      version: (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', connection: 'close' });
        response.end('{"service_name":"a","service_version":"1","supported_api_versions":["v1"]}');
      },
    });
    expect((await check(service.url, ['--jobs', '1'])).code).toBe(0);
  });

  it('are all closed when the run ends', async () => {
    const server = createServer();
    const { port } = await listen(server);
    let open = 0;
    server.on('connection', (socket) => {
      open += 1;
      socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}'));
      socket.on('close', () => {
        open -= 1;
        server.emit('left');
      });
    });
    await check(`http://127.0.0.1:${port}`);
    while (open > 0) await once(server, 'left');
  });
});

describe('A proxy', () => {
  const ca = certificate('ca.pem');

  for (const name of ['HTTP_PROXY', 'http_proxy']) {
    it(`of ${name} leads to a service by plain HTTP`, async () => {
      const service = await startService();
      const proxy = await startProxy(service.port);
      const { code, stdout } = await check('http://arp-service.test/', [], { [name]: proxy.url });
      expect(code, stdout).toBe(0);
      expect(proxy.seen.length).toBe(3);
      expect(service.requests[0]?.headers.host).toBe('arp-service.test');
    });
  }

  it('is asked for plain HTTP as proxies expect it: with the whole URL, not through a tunnel', async () => {
    const service = await startService();
    const proxy = await startProxy(service.port);
    await check('http://arp-service.test/base', [], { HTTP_PROXY: proxy.url });
    expect(new Set(proxy.seen)).toEqual(
      new Set(['GET http://arp-service.test/base/v1/health', 'GET http://arp-service.test/base/v1/version']),
    );
  });

  it('of HTTPS_PROXY tunnels to a service by TLS, which is verified', async () => {
    const service = await startService({ tls: serverTls() });
    const proxy = await startProxy(service.port);
    const good = await check('https://arp-service.test/', ['--cacert', ca], { HTTPS_PROXY: proxy.url });
    expect(good.code, good.stdout).toBe(0);
    expect(new Set(proxy.seen)).toEqual(new Set(['CONNECT arp-service.test:443']));
    const untrusted = await check('https://arp-service.test/', [], { HTTPS_PROXY: proxy.url });
    expect(untrusted.code, untrusted.stdout).toBe(3);
    expect(untrusted.stdout).toContain('no trusted TLS connection came about');
  });

  it('is not used for a service on this machine', async () => {
    const service = await startService();
    const proxy = await startProxy(service.port);
    const env = { HTTP_PROXY: proxy.url, http_proxy: proxy.url, HTTPS_PROXY: proxy.url, ALL_PROXY: proxy.url };
    expect((await check(service.url, [], env)).code).toBe(0);
    expect((await check(`http://localhost:${service.port}`, [], env)).code).toBe(0);
    expect(proxy.seen).toEqual([]);
  });

  for (const list of ['arp-service.test', '.test', '*', 'other.example, arp-service.test']) {
    it(`is not used for what NO_PROXY=${list} names`, async () => {
      const proxy = await startProxy((await startService()).port);
      const { code } = await check('http://arp-service.test/', ['--timeout', '2'], { HTTP_PROXY: proxy.url, NO_PROXY: list });
      expect(code).toBe(3);
      expect(proxy.seen).toEqual([]);
    });
  }

  it('that is down is no fault of the service', async () => {
    const { url, close } = await startService();
    await close();
    const { code, stdout } = await check('http://arp-service.test/', ['--timeout', '2'], { HTTP_PROXY: url });
    expect(code, stdout).toBe(3);
    expect(stdout).toContain('the connection was refused');
  });

  it('may be named without a scheme, as curl has it', async () => {
    const service = await startService();
    const proxy = await startProxy(service.port);
    const { code, stdout, stderr } = await check('http://arp-service.test/', ['--timeout', '2'], {
      HTTP_PROXY: proxy.url.replace('http://', ''),
    });
    expect(code, stdout + stderr).toBe(0);
  });

  it('whose address is none is a usage error', async () => {
    const { code, stderr } = await check('http://arp-service.test/', ['--timeout', '2'], { HTTP_PROXY: 'http://[' });
    expect(code, stderr).toBe(2);
    expect(stderr).toContain('HTTP_PROXY');
  });

  it('gets the credentials that stand in its address, and shows them nowhere', async () => {
    const service = await startService();
    const proxy = await startProxy(service.port);
    const outcome = await check('http://arp-service.test/', ['--format', 'json'], {
      HTTP_PROXY: proxy.url.replace('http://', 'http://someone:very-secret@'),
    });
    expect(outcome.code, outcome.stdout).toBe(0);
    expect(outcome.stdout + outcome.stderr).not.toMatch(/very-secret|c29tZW9uZTp2ZXJ5LXNlY3JldA/);
  });

  it('is not followed to another service when the answer is a redirect', async () => {
    const service = await startService({
      health: (_request, response) => response.writeHead(307, { location: 'http://elsewhere.test/' }).end(),
    });
    const proxy = await startProxy(service.port);
    const outcome = await check('http://arp-service.test/', ['--format', 'json'], { HTTP_PROXY: proxy.url });
    expect(outcome.code).toBe(1);
    expect(findingsOf(reportOf(outcome)).map(({ message }) => message)).toEqual([
      expect.stringContaining('a redirect (307) to "http://elsewhere.test/"'),
    ]);
    expect(proxy.seen.join('\n')).not.toContain('elsewhere');
  });
});
