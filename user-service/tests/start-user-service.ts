import { createPublicKey, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InMemoryEventBus } from '@souk/chassis/events/in-memory-event-bus';
import { startService, type Platform } from '@souk/chassis/service/service';
import type { EventContract, EventOf } from '@souk/contracts/event';
import { startEngine } from '@souk/local/engine/start-engine';
import { ApiClient } from '@souk/testing/api-client';
import { contractOf } from '@souk/testing/test-service';
import mongoose from 'mongoose';
import type { UserServiceConfig } from '../src/config.ts';
import { userService } from '../src/service.ts';
import { ADMIN, environmentFor, signingKeys } from './an-environment.ts';

const publicKeys = new Map(
  Object.values(signingKeys).map((jwk) => [jwk.kid, createPublicKey({ key: jwk, format: 'jwk' })]),
);

export interface LoggedIn {
  readonly userId: string;
  readonly email: string;
  readonly token: string;
  readonly refreshToken: string;
}

export type UserServiceUnderTest = Awaited<ReturnType<typeof startUserService>>;

/** The service in this process, on an engine of its own, with the keys it signs with and a clock that can be turned. */
export async function startUserService() {
  const dir = await mkdtemp(path.join(tmpdir(), 'souk-user-test-'));
  const engine = await startEngine({ dir });
  const bus = new InMemoryEventBus();
  let ahead = 0;
  let platform: Platform<UserServiceConfig> | null = null;
  const definition = {
    ...userService,
    compose: (given: Platform<UserServiceConfig>) => userService.compose((platform = given)),
  };
  const start = () =>
    startService(definition, {
      bus,
      clock: { now: () => new Date(Date.now() + ahead) },
      keySet: { get: (kid) => Promise.resolve(publicKeys.get(kid) ?? null) },
      environment: environmentFor(engine.uri),
    });
  const service = await start();
  const url = `http://127.0.0.1:${service.port}`;
  const api = new ApiClient(url, await contractOf(url));
  const connection = await mongoose.createConnection(engine.uri, { dbName: userService.name }).asPromise();

  const logIn = async (email: string, password: string): Promise<LoggedIn> => {
    const { body } = await api.post('/v1/auth/login', { body: { email, password } });
    return { userId: body.user.id, email, token: body.accessToken, refreshToken: body.refreshToken };
  };
  return {
    api,
    url,
    collection: (name: string) => connection.collection<{ _id: string; [field: string]: unknown }>(name),
    platform: () => platform!,
    /** Another process of the service on the same database. */
    startAnother: start,
    /** Turns the service's clock; time in the database and of HTTP goes on as it is. */
    turnClock: (milliseconds: number) => (ahead += milliseconds),
    logIn,
    logInAsAdmin: () => logIn(ADMIN.email, ADMIN.password),
    /** A customer nobody else in the file knows. */
    newCustomer: async (password = 'a-good-password'): Promise<LoggedIn> => {
      const email = `customer-${randomUUID()}@souk.test`;
      await api.post('/v1/auth/register', { body: { email, password, name: 'Amira' } });
      return logIn(email, password);
    },
    published: <Contract extends EventContract>(contract: Contract, userId: string) =>
      bus.published
        .map(({ event }) => event)
        .filter((event): event is EventOf<Contract> => event.type === contract.type && event.subject === userId),
    stop: async () => {
      await connection.close();
      await service.stop();
      await engine.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
