import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

/** Folder of the contract of a service that the standard knows nothing of. */
export const INVOICES_SPEC = fileURLToPath(new URL('spec', import.meta.url));

/** Ways in which the service can be wrong. */
export interface InvoiceFaults {
  /** Answers 200 to a new invoice, which is not declared. */
  readonly createdAs200?: true;
  /** Says a state that its schema does not have. */
  readonly unknownState?: true;
  /** Takes invoices over nothing. */
  readonly takesZero?: true;
}

interface Invoice {
  readonly number: string;
  readonly customer: string;
  readonly cents: number;
  readonly state: string;
}

/** Starts a small service for invoices on a free port. */
export async function startInvoices(
  faults: InvoiceFaults = {},
): Promise<{ readonly url: string; readonly invoices: ReadonlyMap<string, Invoice>; close(): Promise<void> }> {
  const invoices = new Map<string, Invoice>([['1', { number: '1', customer: 'first', cents: 100, state: 'open' }]]);
  let next = 2;
  const server = createServer(async (request, response) => {
    const body = await read(request);
    const { method = '', url = '' } = request;
    const number = /^\/invoices\/([^/]+)$/.exec(url)?.[1];
    if (url === '/invoices' && method === 'GET') return send(response, 200, { invoices: [...invoices.values()] });
    if (url === '/invoices' && method === 'POST') {
      const wanted = newInvoice(body, faults);
      if (wanted === undefined) return send(response, 400, { problem: 'this is no invoice' });
      const invoice = { number: String(next), ...wanted, state: faults.unknownState ? 'lost' : 'open' };
      next += 1;
      invoices.set(invoice.number, invoice);
      return send(response, faults.createdAs200 ? 200 : 201, invoice);
    }
    const found = number === undefined ? undefined : invoices.get(decodeURIComponent(number));
    if (found === undefined) return send(response, 404, { problem: 'there is no such invoice' });
    if (method === 'GET') return send(response, 200, found);
    if (method !== 'DELETE') return send(response, 405, { problem: 'not like this' });
    invoices.delete(found.number);
    return send(response, 204);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    invoices,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function newInvoice(body: string, faults: InvoiceFaults): Pick<Invoice, 'customer' | 'cents'> | undefined {
  try {
    const { customer, cents, ...rest } = JSON.parse(body) as Record<string, unknown>;
    const least = faults.takesZero ? 0 : 1;
    if (typeof customer !== 'string' || customer === '' || typeof cents !== 'number' || Object.keys(rest).length > 0) return undefined;
    return Number.isInteger(cents) && cents >= least ? { customer, cents } : undefined;
  } catch {
    return undefined;
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

function send(response: ServerResponse, status: number, body?: object): void {
  response.writeHead(status, body === undefined ? {} : { 'Content-Type': 'application/json' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
