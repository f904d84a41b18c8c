import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';

const app = express().disable('x-powered-by');
const products = Array.from({ length: 20 }, (_, index) => ({
  id: index,
  name: `Product ${index}`,
  price: { amount: 1999, currency: 'EUR' },
}));
app.get('/products', (_request, response) => void response.json({ data: products, count: 60, limit: 20, offset: 0 }));

/** The least an HTTP API in Express can cost: one process, one route, nothing behind it. */
const server = app.listen(0, '127.0.0.1');
await once(server, 'listening');
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
process.send?.({ type: 'ready', port: (server.address() as AddressInfo).port });
